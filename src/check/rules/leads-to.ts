// Liveness: what follows whenever something else was the case.

import { requireTask } from "../../kernel/index.ts";
import { rulesOf } from "./rule-set.ts";
import { ask, causeText, ruleText, scopeOf } from "./rule.ts";
import type { Violation, Predicate, RuleOptions } from "./rule.ts";

/** The trigger held, and the goal has not since. */
interface Due {
  readonly since: number;
  /** Who stepped then. */
  readonly actor: string;
  /** Why the goal did not hold the last time. */
  readonly cause: unknown;
}

/**
 * Lays down a rule for the execution: whenever `trigger` holds after a step, `goal` holds after that step or a later one.
 * An execution that completes before that is a violation; so is one that runs out of steps under a fair schedule. Takes
 * no step and no choice.
 * @param rule in words, for reports
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `invalid-rule`, `invalid-option`)
 * @example leadsTo("who waits gets the lock", () => peek(waiting) > 0, () => peek(waiting) === 0);
 */
export function leadsTo(rule: string, trigger: Predicate, goal: Predicate, options?: RuleOptions): void {
  const text = ruleText("leadsTo", rule, leadsTo);
  const { execution } = requireTask().actor;
  const readSet = scopeOf(execution, text, [trigger, goal], options);
  let due: Due | undefined;
  const breach = (limit: number): Violation | undefined => {
    if (due === undefined || due.since > limit) return undefined;
    const { actor, cause, since } = due;
    const detail = `What should follow step ${since} did not. ${causeText(cause)}`.trim();
    return { actor, detail, cause };
  };
  rulesOf(execution).add({
    text,
    readSet,
    afterStep({ actor }) {
      if (due === undefined && !ask(readSet, text, trigger).holds) return undefined;
      const { cause, holds } = ask(readSet, text, goal);
      if (holds) due = undefined;
      else due = { since: due?.since ?? execution.steps, actor: due?.actor ?? actor.pid.path, cause };
      return undefined;
    },
    atRest: () => breach(Number.POSITIVE_INFINITY),
    overdue: breach,
  });
}
