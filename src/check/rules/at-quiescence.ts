// What holds when nothing can go on any more.

import { requireTask } from "../../kernel/index.ts";
import { rulesOf } from "./rule-set.ts";
import { ask, causeText, ruleText, scopeOf } from "./rule.ts";
import type { Predicate } from "./rule.ts";

/**
 * Lays down a rule for the execution: `predicate` holds when the execution has come to rest, with no operation enabled and
 * no signal under way. A deadlock, and running out of steps, is no such rest. Takes no step and no choice.
 * @param rule in words, for reports
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `invalid-rule`)
 * @example atQuiescence("every row has a living owner", () => peek(rows).every(([, owner]) => peek(owner)));
 */
export function atQuiescence(rule: string, predicate: Predicate): void {
  const text = ruleText("atQuiescence", rule, atQuiescence);
  const { execution } = requireTask().actor;
  // The last state is the same for all executions of a class, so no step need be ordered for it.
  const readSet = scopeOf(execution, text, [predicate], { over: [] });
  rulesOf(execution).add({
    text,
    readSet,
    atRest() {
      const { cause, holds } = ask(readSet, text, predicate);
      return holds ? undefined : { actor: "main", detail: causeText(cause), cause };
    },
  });
}
