// Invariants: what holds after every step.

import { requireTask } from "../../kernel/index.ts";
import { rulesOf } from "./rule-set.ts";
import { ask, causeText, ruleText, scopeOf } from "./rule.ts";
import type { Predicate, RuleOptions } from "./rule.ts";

/**
 * Lays down a rule for the execution: from the running step on, `predicate` holds after every step. When it does not, the
 * execution ends there and then. Takes no step and no choice.
 * @param rule in words, for reports
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `invalid-rule`, `invalid-option`)
 * @example always("at most one row for each key", () => new Set(keys()).size === keys().length);
 */
export function always(rule: string, predicate: Predicate, options?: RuleOptions): void {
  const text = ruleText("always", rule, always);
  const { execution } = requireTask().actor;
  const readSet = scopeOf(execution, text, [predicate], options);
  rulesOf(execution).add({
    text,
    readSet,
    afterStep({ actor }) {
      const { cause, holds } = ask(readSet, text, predicate);
      return holds ? undefined : { actor: actor.pid.path, detail: causeText(cause), cause };
    },
  });
}
