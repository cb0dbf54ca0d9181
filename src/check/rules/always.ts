// Invariants, which must hold after every step.

import { requireTask } from "../../kernel/index.ts";
import { rulesOf } from "./rule-set.ts";
import { causeText, evaluate, readSetOf, ruleText } from "./rule.ts";
import type { Predicate, RuleOptions } from "./rule.ts";

/**
 * Declares an invariant of the execution: from the running step on, `predicate` holds after every step. A violation
 * ends the execution immediately. Takes no step and no choice.
 * @param rule a description for reports
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `invalid-rule`, `invalid-option`)
 * @example always("at most one row for each key", () => new Set(keys()).size === keys().length);
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
