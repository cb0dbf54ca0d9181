// Liveness: what comes to hold before the execution ends.

import { actingActor, requireTask } from "../../kernel/index.ts";
import { rulesOf } from "./rule-set.ts";
import { ask, causeText, ruleText, scopeOf } from "./rule.ts";
import type { Violation, Predicate, RuleOptions } from "./rule.ts";

/**
 * Lays down a rule for the execution: `predicate` holds after some step, from the running one on. An execution that
 * completes without is a violation; so is one that runs out of steps under a fair schedule. Takes no step and no choice.
 * @param rule in words, for reports
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `invalid-rule`, `invalid-option`)
 * @example eventually("somebody leads", () => peek(leader) !== undefined);
 */
export function eventually(rule: string, predicate: Predicate, options?: RuleOptions): void {
  const text = ruleText("eventually", rule, eventually);
  const { execution } = requireTask().actor;
  const readSet = scopeOf(execution, text, [predicate], options);
  const actor = actingActor().pid.path;
  const since = execution.steps;
  let hasHeld = false;
  let latest: unknown;
  const breach = (): Violation => ({
    actor,
    detail: ["It never held.", causeText(latest)].join(" ").trim(),
    cause: latest,
  });
  rulesOf(execution).add({
    text,
    readSet,
    afterStep() {
      if (hasHeld) return undefined;
      ({ cause: latest, holds: hasHeld } = ask(readSet, text, predicate));
      return undefined;
    },
    atRest: () => (hasHeld ? undefined : breach()),
    overdue: (limit) => (hasHeld || since > limit ? undefined : breach()),
  });
}
