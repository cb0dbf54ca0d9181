// Invariants, which must hold after every step.

import { requireTask } from "../../kernel/index.ts";
import { rulesOf } from "./rule-set.ts";
import { causeText, evaluate, readSetOf, ruleText } from "./rule.ts";
import type { Predicate, RuleOptions } from "./rule.ts";

/**
 * Declares an invariant of the execution: from the running step on, `predicate` holds after every step. A violation
 * ends the execution immediately. Takes no step and no choice. `□ predicate` of temporal logic (Pnueli 1977).
 * @param rule a description for reports
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `invalid-rule`, `invalid-option`)
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { explore } from "heddle";
 * import { always, peek } from "heddle/check";
 * import { cell } from "heddle/memory";
 *
 * const report = await explore(async () => {
 *   const stock = cell(1, "stock");
 *   always("the stock is never negative", () => peek(stock) >= 0);
 *   const buy = async (): Promise<void> => {
 *     if ((await stock.read()) > 0) await stock.update((count) => count - 1);
 *   };
 *   await Promise.all([buy(), buy()]);
 * });
 * assert.equal(report.verdict, "violated");
 * ```
 */
export function always(rule: string, predicate: Predicate, options?: RuleOptions): void {
  const text = ruleText("always", rule, always);
  const { execution } = requireTask().actor;
  const readSet = readSetOf(execution, text, [predicate], options);
  rulesOf(execution).add({
    text,
    readSet,
    afterStep({ actor }) {
      const { cause, holds } = evaluate(readSet, text, predicate);
      return holds ? undefined : { actor: actor.pid.path, detail: causeText(cause), cause };
    },
  });
}
