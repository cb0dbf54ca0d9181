// The rules of one execution, evaluated in order of declaration. The first violation ends the execution.

import { installRules, RuleBroken, violatedBy } from "../../kernel/index.ts";
import type { AnyObject, Execution, Outcome, RuleMonitor, RuleText, Task } from "../../kernel/index.ts";
import type { Violation, Rule } from "./rule.ts";

/** The rules of an execution. */
export class RuleSet implements RuleMonitor {
  readonly #execution: Execution;
  readonly #rules: Rule[] = [];
  /** The step that was evaluated last. */
  #evaluatedStep = -1;

  constructor(execution: Execution) {
    this.#execution = execution;
  }

  /** Adds a rule, which is evaluated from the end of the running step on. */
  add(rule: Rule): void {
    this.#rules.push(rule);
  }

  afterStep(task: Task): void {
    if (this.#evaluatedStep === this.#execution.steps) return;
    this.#evaluatedStep = this.#execution.steps;
    for (const rule of this.#rules) {
      if (rule.afterStep === undefined) continue;
      try {
        rule.readSet?.update(task);
        const violation = rule.afterStep(task);
        if (violation !== undefined) this.#execution.end(outcomeOf(rule.text, violation));
      } catch (error) {
        this.#execution.violate(task.actor, error);
      }
      if (this.#execution.outcome !== undefined) return;
    }
  }

  /** Evaluates rules at quiescence. A deadlock is reported as such, not as the violations that result from it. */
  atRest(outcome: Outcome): Outcome {
    if (outcome.kind !== "completed") return outcome;
    for (const rule of this.#rules) {
      try {
        const violation = rule.atQuiescence?.();
        if (violation !== undefined) return outcomeOf(rule.text, violation);
      } catch (error) {
        return violatedBy(error, "main");
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
    return this.#rules.flatMap(({ readSet }) => (readSet?.isWrittenBy(task) === true ? [readSet.object] : []));
  }
}

/** The rules of an execution, created with the first one. */
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
