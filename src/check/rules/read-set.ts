// The read set of a rule, and whether a step has changed any of it. Rules observe states, and a reduction runs one
// order of the steps of each class: so each step that writes to the read set also writes to an object of the rule,
// which orders all of these steps. A rule with an unknown read set may read anything: then every step writes to its
// object.

import { createObject, beginEvaluation } from "../../kernel/index.ts";
import type { AnyObject, Execution, RuleEvaluation, Task } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import { peekAt } from "./peek.ts";
import type { Peekable } from "./peek.ts";

/** The objects that a predicate reads besides those that it peeks at. */
export type Over = "everything" | readonly Peekable[];

/** The last write to an object in terms of the class hash, which is different after each write. */
interface WriteMark {
  a: number;
  b: number;
  partsA: number;
  partsB: number;
}

/** The objects that one rule reads. */
export class ReadSet implements RuleEvaluation {
  readonly execution: Execution;
  readonly object: AnyObject;
  readonly #over: Over | undefined;
  readonly #seen: Map<AnyObject, WriteMark> = new Map();
  #isFirst = true;
  /** The task that has stepped, while a predicate runs. */
  #task: Task | undefined;

  /** @throws UsageError (`outside-execution`) */
  constructor(execution: Execution, over: Over | undefined) {
    this.execution = execution;
    this.object = createObject<undefined>("rule", undefined);
    this.#over = over;
  }

  /** Updates the set after a step of `task`. Must be called before the predicates are evaluated. */
  update(task: Task): void {
    this.#task = task;
    if (this.#isFirst) this.#readDeclared();
    const hasChanged = this.#hasChanged();
    if (this.#isFirst || hasChanged || this.#isUnknown) this.execution.recordAccess(task, this.object, Access.write);
    this.#isFirst = false;
  }

  /** Evaluates a predicate and records the objects that it reads. */
  evaluate(predicate: () => unknown): unknown {
    return beginEvaluation(this, predicate);
  }

  see(object: AnyObject): void {
    if (this.#seen.has(object)) return;
    this.#seen.set(object, markOf(object));
    if (this.#task !== undefined) this.execution.recordAccess(this.#task, object, Access.read);
  }

  /** Whether the next step of `task` would write to this set. */
  isWrittenBy({ access, secondObject, object }: Task): boolean {
    if (this.#isUnknown) return true;
    if (secondObject !== undefined && this.#seen.has(secondObject)) return true;
    if (object === undefined || (access & Access.write) === 0) return false;
    return this.#seen.has(object) || (object.parent !== undefined && this.#seen.has(object.parent));
  }

  /** Whether the rule may read anything. */
  get #isUnknown(): boolean {
    return this.#over === "everything" || (this.#over === undefined && this.#seen.size === 0);
  }

  #readDeclared(): void {
    const over = this.#over;
    if (over === undefined || over === "everything") return;
    this.evaluate(() => {
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

function markOf({ parts, writeA, writeB }: AnyObject): WriteMark {
  return { a: writeA, b: writeB, partsA: parts?.writesA ?? 0, partsB: parts?.writesB ?? 0 };
}
