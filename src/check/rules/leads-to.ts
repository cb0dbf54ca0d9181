// Liveness rules: a condition that must follow whenever another one holds.

import { requireTask } from "../../kernel/index.ts";
import { rulesOf } from "./rule-set.ts";
import { causeText, evaluate, readSetOf, ruleText } from "./rule.ts";
import type { Violation, Predicate, RuleOptions } from "./rule.ts";

/** A trigger that held, while the goal has not held since. */
interface Due {
  readonly since: number;
  /** The actor that stepped then. */
  readonly actor: string;
  /** Why the goal did not hold when it was last evaluated. */
  readonly cause: unknown;
}

/**
 * Declares a rule of the execution: whenever `trigger` holds after a step, `goal` holds after that step or a later one.
 * An execution that completes before that is a violation; so is one that runs out of steps under a fair schedule. Takes
 * no step and no choice. `trigger ↝ goal` of TLA (Lamport 1994).
 * @param rule a description for reports
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `invalid-rule`, `invalid-option`)
 * @example leadsTo("every waiter gets the lock", () => peek(waiting) > 0, () => peek(waiting) === 0);
 */
export function leadsTo(rule: string, trigger: Predicate, goal: Predicate, options?: RuleOptions): void {
  const text = ruleText("leadsTo", rule, leadsTo);
  const { execution } = requireTask().actor;
  const readSet = readSetOf(execution, text, [trigger, goal], options);
  let due: Due | undefined;
  const violation = (limit: number): Violation | undefined => {
    if (due === undefined || due.since > limit) return undefined;
    const { actor, cause, since } = due;
    const detail = `The goal has not held since the trigger held at step ${since}. ${causeText(cause)}`.trim();
    return { actor, detail, cause };
  };
  rulesOf(execution).add({
    text,
    readSet,
    afterStep({ actor }) {
      if (due === undefined && !evaluate(readSet, text, trigger).holds) return undefined;
      const { cause, holds } = evaluate(readSet, text, goal);
      if (holds) due = undefined;
      else due = { since: due?.since ?? execution.steps, actor: due?.actor ?? actor.pid.path, cause };
      return undefined;
    },
    atQuiescence: () => violation(Number.POSITIVE_INFINITY),
    overdue: violation,
  });
}
