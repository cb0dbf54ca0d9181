// Pending operations by the objects that they access, so that in a program of many actors only the contenders of a step
// are examined. An operation that was performed or withdrawn stays listed until its task has another one: readers of a
// list must check `contends` and whether the operation is enabled.

import type { EnabledOperation, TouchedObject } from "../../trace/index.ts";
import { wholeOf } from "./contention.ts";
import type { DeclaredAccess } from "./contention.ts";

interface Position {
  readonly list: EnabledOperation[];
  index: number;
}

/** The pending operations of one execution. */
export class ContentionIndex {
  /** By the whole of the object, and by the second object for timers. */
  readonly #lists: Map<TouchedObject, EnabledOperation[]> = new Map();
  /** By operation id; `undefined` for an operation that accesses no object. */
  #positions: (Position | undefined)[] = [];

  clear(): void {
    this.#lists.clear();
    this.#positions = [];
  }

  /** Lists an operation that became pending, in place of the previous one of its task. */
  list(operation: EnabledOperation): void {
    const whole = operation.secondObject ?? wholeOf(operation);
    const list = whole === undefined ? undefined : this.#listOf(whole);
    const position = this.#positions[operation.id];
    if (position?.list === list) return;
    if (position !== undefined) this.#remove(position);
    if (list === undefined) this.#positions[operation.id] = undefined;
    else {
      this.#positions[operation.id] = { list, index: list.length };
      list.push(operation);
    }
  }

  /**
   * The operations that may contend with an access. The objects that a timer's expiry accesses besides the clock are
   * ignored.
   */
  near({ object, secondObject }: DeclaredAccess): readonly EnabledOperation[] {
    const whole = secondObject ?? object?.parent ?? object;
    return whole === undefined ? NONE : (this.#lists.get(whole) ?? NONE);
  }

  #listOf(whole: TouchedObject): EnabledOperation[] {
    const known = this.#lists.get(whole);
    if (known !== undefined) return known;
    const list: EnabledOperation[] = [];
    this.#lists.set(whole, list);
    return list;
  }

  #remove({ list, index }: Position): void {
    const last = list.pop();
    if (last === undefined || index === list.length) return;
    list[index] = last;
    const moved = this.#positions[last.id];
    if (moved !== undefined) moved.index = index;
  }
}

const NONE: readonly EnabledOperation[] = [];
