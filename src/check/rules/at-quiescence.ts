// Rules that must hold when the execution is quiescent.

import { requireTask } from "../../kernel/index.ts";
import { rulesOf } from "./rule-set.ts";
import { causeText, evaluate, readSetOf, ruleText } from "./rule.ts";
import type { Predicate } from "./rule.ts";

/**
 * Declares a rule of the execution: `predicate` holds when the execution has become quiescent, with no operation
 * enabled and no signal in flight. Deadlocks and running out of steps do not count as quiescence. Takes no step and no
 * choice.
 * @param rule a description for reports
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `invalid-rule`)
 * @example atQuiescence("every row has a living owner", () => peek(rows).every(([, owner]) => peek(owner)));
 */
export function atQuiescence(rule: string, predicate: Predicate): void {
  const text = ruleText("atQuiescence", rule, atQuiescence);
  const { execution } = requireTask().actor;
  // The final state is the same for all executions of a class, so no steps need to be ordered for it.
  const readSet = readSetOf(execution, text, [predicate], { over: [] });
  rulesOf(execution).add({
    text,
    readSet,
    atQuiescence() {
      const { cause, holds } = evaluate(readSet, text, predicate);
      return holds ? undefined : { actor: "main", detail: causeText(cause), cause };
    },
  });
}
