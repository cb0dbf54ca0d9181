// What a rule looks at, and whether a step has changed any of it. A rule sees states, and a reduction runs one order of
// the steps of each class: so each step that writes what a rule looks at writes an object of the rule as well, which
// orders all of these steps. A rule that looks at nothing in particular may look at anything: then every step writes it.

import { createObject, beginEvaluation, touchWhole } from "../../kernel/index.ts";
import type { AnyObject, Execution, RuleEvaluation, Task } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import { peekAt } from "./peek.ts";
import type { Peekable } from "./peek.ts";

/** What a predicate looks at besides what it peeks at. */
export type Over = "everything" | readonly Peekable[];

/** The last write to an object as the class hash knows it: another one after each write, whoever writes. */
interface Mark {
  a: number;
  b: number;
  partsA: number;
  partsB: number;
}

/** What one rule looks at. */
export class ReadSet implements RuleEvaluation {
  readonly execution: Execution;
  readonly object: AnyObject;
  readonly #over: Over | undefined;
  readonly #seen: Map<AnyObject, Mark> = new Map();
  #isFirst = true;
  /** Who steps, while a predicate runs. */
  #task: Task | undefined;

  /** @throws UsageError (`outside-execution`) */
  constructor(execution: Execution, over: Over | undefined) {
    this.execution = execution;
    this.object = createObject<undefined>("rule", undefined);
    this.#over = over;
  }

  /** A step of `task` is over; call it before the predicates are asked. */
  enter(task: Task): void {
    this.#task = task;
    if (this.#isFirst) this.#begin();
    const hasChanged = this.#hasChanged();
    if (this.#isFirst || hasChanged || this.#isOpen) this.execution.recordAccess(task, this.object, Access.write);
    this.#isFirst = false;
  }

  /** Asks a predicate. */
  ask(predicate: () => unknown): unknown {
    return beginEvaluation(this, predicate);
  }

  see(object: AnyObject): void {
    if (this.#seen.has(object)) return;
    this.#seen.set(object, markOf(object));
    if (this.#task !== undefined) touchWhole(this.execution, this.#task, object);
  }

  /** Whether a step that `task` is about to take would write what is looked at. */
  isConcerned({ access, secondObject, object }: Task): boolean {
    if (this.#isOpen) return true;
    if (secondObject !== undefined && this.#seen.has(secondObject)) return true;
    if (object === undefined || (access & Access.write) === 0) return false;
    return this.#seen.has(object) || (object.parent !== undefined && this.#seen.has(object.parent));
  }

  /** Whether it may look at anything. */
  get #isOpen(): boolean {
    return this.#over === "everything" || (this.#over === undefined && this.#seen.size === 0);
  }

  #begin(): void {
    const over = this.#over;
    if (over === undefined || over === "everything") return;
    this.ask(() => {
      for (const subject of over) peekAt(subject);
    });
  }

  #hasChanged(): boolean {
    let hasChanged = false;
    for (const [object, mark] of this.#seen) {
      const { a, b, partsA, partsB } = markOf(object);
      if (a === mark.a && b === mark.b && partsA === mark.partsA && partsB === mark.partsB) continue;
      this.#seen.set(object, { a, b, partsA, partsB });
      hasChanged = true;
    }
    return hasChanged;
  }
}

function markOf({ parts, writeA, writeB }: AnyObject): Mark {
  return { a: writeA, b: writeB, partsA: parts?.writesA ?? 0, partsB: parts?.writesB ?? 0 };
}
