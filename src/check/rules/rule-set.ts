// All rules of one execution, judged in the order in which they were laid down. The first that is broken ends it.

import { oversee, RuleBroken } from "../../kernel/index.ts";
import type { AnyObject, Execution, Outcome, Oversight, RuleText, Task } from "../../kernel/index.ts";
import type { Breach, Rule } from "./rule.ts";

/** The rules of an execution. */
export class RuleBook implements Oversight {
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
        rule.scope?.enter(task);
        const breach = rule.afterStep(task);
        if (breach !== undefined) this.#execution.end(violation(rule.text, breach));
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
        const breach = rule.atRest?.();
        if (breach !== undefined) return violation(rule.text, breach);
      } catch (error) {
        return { kind: "violated", error, actor: "main" };
      }
    }
    return outcome;
  }

  overdue(outcome: Outcome, since: number): Outcome {
    for (const rule of this.#rules) {
      const breach = rule.overdue?.(since);
      if (breach !== undefined) return violation(rule.text, breach, true);
    }
    return outcome;
  }

  wouldTouch(task: Task): readonly AnyObject[] {
    return this.#rules.flatMap(({ scope }) => (scope?.isConcerned(task) === true ? [scope.object] : []));
  }
}

/** The rules of an execution; made when the first is laid down. */
export function rulesOf(execution: Execution): RuleBook {
  const { oversight } = execution;
  if (oversight instanceof RuleBook) return oversight;
  const book = new RuleBook(execution);
  oversee(execution, book);
  return book;
}

function violation(text: RuleText, { actor, cause, detail }: Breach, isOverdue: boolean = false): Outcome {
  const failure = { cause, isOverdue, ...(detail === "" ? {} : { detail }) };
  return { kind: "violated", error: new RuleBroken(text, failure), actor };
}
