// Obligations with hot and cold states, like the specification monitors of P and Coyote: a hot obligation must become
// cold before the execution ends. There a monitor is an automaton; here the program sets the states directly.

import { UsageError } from "../../errors.ts";
import { hashText } from "../../choice/index.ts";
import { actingActor, createObject, createPart, requireTask } from "../../kernel/index.ts";
import type { Execution, RuleText, SharedObject } from "../../kernel/index.ts";
import { Access, keyText } from "../../trace/index.ts";
import { rulesOf } from "./rule-set.ts";
import { ruleText } from "./rule.ts";
import type { Violation } from "./rule.ts";
import { valueText } from "../history/value-text.ts";

/** The step and the actor that made an obligation hot. */
interface Heat {
  readonly since: number;
  readonly actor: string;
}

/** An obligation, which is pending while it is hot. After the hot states of P and Coyote. */
export class Obligation {
  readonly #text: RuleText;
  readonly #execution: Execution;
  readonly #parts: Map<string, SharedObject> = new Map();
  readonly #object: SharedObject;
  readonly #hot: Map<unknown, Heat> = new Map();

  private constructor(text: RuleText) {
    this.#text = text;
    this.#execution = requireTask().actor.execution;
    this.#object = createObject("obligation", undefined);
  }

  /** @internal */
  static create(text: RuleText): Obligation {
    return new Obligation(text);
  }

  /**
   * Makes the obligation hot, if it is not already. Takes no step and no choice.
   * @param key distinguishes several obligations of one rule; keys are compared like those of a `Map`
   * @throws UsageError (`outside-execution`, `operation-in-rule`, `foreign-rule`)
   */
  hot(key?: unknown): void {
    const since = this.#touch(key);
    if (!this.#hot.has(key)) this.#hot.set(key, { since, actor: actingActor().pid.path });
  }

  /**
   * Makes the obligation cold. Takes no step and no choice.
   * @throws UsageError (`outside-execution`, `operation-in-rule`, `foreign-rule`)
   */
  cold(key?: unknown): void {
    this.#touch(key);
    this.#hot.delete(key);
  }

  /** The violation by obligations that have been hot since a step up to `since`. @internal */
  violation(since: number): Violation | undefined {
    const due = [...this.#hot].filter(([, heat]) => heat.since <= since);
    const [first] = due;
    if (first === undefined) return undefined;
    const lines = due.map(([key, heat]) => {
      const what = key === undefined ? "Hot" : `${valueText(key)} is hot`;
      return `${what} since step ${heat.since}, by ${heat.actor}.`;
    });
    return { actor: first[1].actor, detail: lines.join("\n") };
  }

  /** Records a write: the order of two calls decides whether the obligation stays hot. */
  #touch(key: unknown): number {
    const task = requireTask();
    const { execution } = task.actor;
    if (this.#execution !== execution) throw foreign(this.#text);
    execution.recordAccess(task, this.#partOf(keyText(key) ?? "…"), Access.write);
    return execution.steps;
  }

  #partOf(text: string): SharedObject {
    const known = this.#parts.get(text);
    if (known !== undefined) return known;
    const part = createPart(this.#object, hashText(text), text, undefined);
    this.#parts.set(text, part);
    return part;
  }
}

/**
 * Declares an obligation of the execution. It is violated if it is hot when the execution completes, or has been hot
 * for more than half of the steps when the execution runs out of steps under a fair schedule. After the hot and cold
 * states of specification monitors in P and Coyote.
 * @param rule a description for reports
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `invalid-rule`)
 * @example const served = obligation("every request is answered"); served.hot(id); served.cold(id);
 */
export function obligation(rule: string): Obligation {
  const text = ruleText("obligation", rule, obligation);
  const created = Obligation.create(text);
  rulesOf(requireTask().actor.execution).add({
    text,
    readSet: undefined,
    atQuiescence: () => created.violation(Number.POSITIVE_INFINITY),
    overdue: (since) => created.violation(since),
  });
  return created;
}

function foreign({ text }: RuleText): UsageError {
  return new UsageError(
    `The obligation "${text}" belongs to another execution. Declare it inside the program, so that each execution has its own.`,
    { code: "foreign-rule" },
  );
}
