// Hot and cold states, as of the specification monitors of P and Coyote: what is hot must get cold before the execution
// ends. A monitor there is an automaton; here the program says when something gets hot and when cold.

import { UsageError } from "../../errors.ts";
import { hashText } from "../../choice/index.ts";
import { actingActor, createObject, createPart, requireTask } from "../../kernel/index.ts";
import type { Execution, RuleText, SharedObject } from "../../kernel/index.ts";
import { Access, keyText } from "../../trace/index.ts";
import { rulesOf } from "./rule-set.ts";
import { ruleText } from "./rule.ts";
import type { Violation } from "./rule.ts";
import { valueText } from "../history/value-text.ts";

/** Since when something is hot, and who made it so. */
interface Heat {
  readonly since: number;
  readonly actor: string;
}

/** Something that is owed while it is hot. */
export class Obligation {
  readonly #text: RuleText;
  readonly #execution: Execution;
  readonly #parts: Map<string, SharedObject> = new Map();
  readonly #object: SharedObject;
  readonly #hot: Map<unknown, Heat> = new Map();

  /** @internal */
  constructor(text: RuleText) {
    this.#text = text;
    this.#execution = requireTask().actor.execution;
    this.#object = createObject("obligation", undefined);
  }

  /**
   * From now on it is owed; what is hot already stays so. Takes no step and no choice.
   * @param key tells several debts apart; they are compared as those of a `Map`
   * @throws UsageError (`outside-execution`, `operation-in-rule`, `foreign-rule`)
   */
  hot(key?: unknown): void {
    const since = this.#touch(key);
    if (!this.#hot.has(key)) this.#hot.set(key, { since, actor: actingActor().pid.path });
  }

  /**
   * It is owed no longer. Takes no step and no choice.
   * @throws UsageError (`outside-execution`, `operation-in-rule`, `foreign-rule`)
   */
  cold(key?: unknown): void {
    this.#touch(key);
    this.#hot.delete(key);
  }

  /** What has been hot since a step up to `since`. @internal */
  breach(since: number): Violation | undefined {
    const due = [...this.#hot].filter(([, heat]) => heat.since <= since);
    const [first] = due;
    if (first === undefined) return undefined;
    const lines = due.map(([key, heat]) => {
      const what = key === undefined ? "Hot" : `${valueText(key)} is hot`;
      return `${what} since step ${heat.since}, by ${heat.actor}.`;
    });
    return { actor: first[1].actor, detail: lines.join("\n") };
  }

  /** Which of two calls comes first decides whether it stays hot. */
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
 * Lays down an obligation for the execution. Whatever is hot when the execution completes is a violation; so is what has
 * been hot for more than half of the steps when it runs out of steps under a fair schedule.
 * @param rule in words, for reports
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `invalid-rule`)
 * @example const served = obligation("every request is answered"); served.hot(id); served.cold(id);
 */
export function obligation(rule: string): Obligation {
  const text = ruleText("obligation", rule, obligation);
  const owed = new Obligation(text);
  rulesOf(requireTask().actor.execution).add({
    text,
    readSet: undefined,
    atRest: () => owed.breach(Number.POSITIVE_INFINITY),
    overdue: (since) => owed.breach(since),
  });
  return owed;
}

function foreign({ text }: RuleText): UsageError {
  return new UsageError(
    `The obligation "${text}" is of another execution. Lay it down inside the program: each execution has its own.`,
    { code: "foreign-rule" },
  );
}
