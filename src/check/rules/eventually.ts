// Liveness: what comes to hold before the execution ends.

import { actingActor, requireTask } from "../../kernel/index.ts";
import { rulesOf } from "./rule-set.ts";
import { ask, causeText, ruleText, scopeOf } from "./rule.ts";
import type { Breach, Predicate, RuleOptions } from "./rule.ts";

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
  const scope = scopeOf(execution, text, [predicate], options);
  const actor = actingActor().pid.path;
  const since = execution.steps;
  let hasHeld = false;
  let latest: unknown;
  const breach = (): Breach => ({
    actor,
    detail: ["It never held.", causeText(latest)].join(" ").trim(),
    cause: latest,
  });
  rulesOf(execution).add({
    text,
    scope,
    afterStep() {
      if (hasHeld) return undefined;
      ({ cause: latest, holds: hasHeld } = ask(scope, text, predicate));
      return undefined;
    },
    atRest: () => (hasHeld ? undefined : breach()),
    overdue: (limit) => (hasHeld || since > limit ? undefined : breach()),
  });
}
