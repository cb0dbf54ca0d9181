// Liveness rules: a condition that must hold at some point before the execution ends.

import { actingActor, requireTask } from "../../kernel/index.ts";
import { rulesOf } from "./rule-set.ts";
import { causeText, evaluate, readSetOf, ruleText } from "./rule.ts";
import type { Violation, Predicate, RuleOptions } from "./rule.ts";

/**
 * Declares a rule of the execution: `predicate` holds after some step, from the running one on. An execution that
 * completes before that is a violation; so is one that runs out of steps under a fair schedule. Takes no step and no
 * choice. `◇ predicate` of temporal logic (Pnueli 1977).
 * @param rule a description for reports
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `invalid-rule`, `invalid-option`)
 * @example eventually("a leader is elected", () => peek(leader) !== undefined);
 */
export function eventually(rule: string, predicate: Predicate, options?: RuleOptions): void {
  const text = ruleText("eventually", rule, eventually);
  const { execution } = requireTask().actor;
  const readSet = readSetOf(execution, text, [predicate], options);
  const actor = actingActor().pid.path;
  const since = execution.steps;
  let hasHeld = false;
  let latest: unknown;
  const violation = (): Violation => ({
    actor,
    detail: ["It never held.", causeText(latest)].join(" ").trim(),
    cause: latest,
  });
  rulesOf(execution).add({
    text,
    readSet,
    afterStep() {
      if (hasHeld) return undefined;
      ({ cause: latest, holds: hasHeld } = evaluate(readSet, text, predicate));
      return undefined;
    },
    atQuiescence: () => (hasHeld ? undefined : violation()),
    overdue: (limit) => (hasHeld || since > limit ? undefined : violation()),
  });
}
