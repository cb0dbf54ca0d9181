// All rules of one execution, judged in the order in which they were laid down. The first that is broken ends it.

import { installRules, RuleBroken } from "../../kernel/index.ts";
import type { AnyObject, Execution, Outcome, RuleMonitor, RuleText, Task } from "../../kernel/index.ts";
import type { Violation, Rule } from "./rule.ts";

/** The rules of an execution. */
export class RuleSet implements RuleMonitor {
  readonly #execution: Execution;
  readonly #rules: Rule[] = [];
  /** The step that was judged last. */
  #judged = -1;

  constructor(execution: Execution) {
    this.#execution = execution;
  }

  /** Judged from the end of the running step on. */
  add(rule: Rule): void {
    this.#rules.push(rule);
  }

  afterStep(task: Task): void {
    if (this.#judged === this.#execution.steps) return;
    this.#judged = this.#execution.steps;
    for (const rule of this.#rules) {
      if (rule.afterStep === undefined) continue;
      try {
        rule.readSet?.enter(task);
        const violation = rule.afterStep(task);
        if (violation !== undefined) this.#execution.end(outcomeOf(rule.text, violation));
      } catch (error) {
        this.#execution.violate(task.actor, error);
      }
      if (this.#execution.outcome !== undefined) return;
    }
  }

  /** A deadlock is told as such, not as what it keeps from happening. */
  atRest(outcome: Outcome): Outcome {
    if (outcome.kind !== "completed") return outcome;
    for (const rule of this.#rules) {
      try {
        const violation = rule.atRest?.();
        if (violation !== undefined) return outcomeOf(rule.text, violation);
      } catch (error) {
        return { kind: "violated", error, actor: "main" };
      }
    }
    return outcome;
  }

  overdue(outcome: Outcome, since: number): Outcome {
    for (const rule of this.#rules) {
      const violation = rule.overdue?.(since);
      if (violation !== undefined) return outcomeOf(rule.text, violation, true);
    }
    return outcome;
  }

  wouldTouch(task: Task): readonly AnyObject[] {
    return this.#rules.flatMap(({ readSet }) => (readSet?.isConcerned(task) === true ? [readSet.object] : []));
  }
}

/** The rules of an execution; made when the first is laid down. */
export function rulesOf(execution: Execution): RuleSet {
  const { ruleMonitor } = execution;
  if (ruleMonitor instanceof RuleSet) return ruleMonitor;
  const rules = new RuleSet(execution);
  installRules(execution, rules);
  return rules;
}

function outcomeOf(text: RuleText, { actor, cause, detail }: Violation, isOverdue: boolean = false): Outcome {
  const failure = { cause, isOverdue, ...(detail === "" ? {} : { detail }) };
  return { kind: "violated", error: new RuleBroken(text, failure), actor };
}
