// Pending operations by what they touch, so that in a program of many actors only the contenders of a step are looked
// at. An operation that was performed or taken back stays listed until its task has another one: whoever reads a list
// asks `contends` and whether the operation is enabled.

import type { EnabledOperation, TouchedObject } from "../../trace/index.ts";
import { wholeOf } from "./contention.ts";
import type { DeclaredAccess } from "./contention.ts";

interface Place {
  readonly list: EnabledOperation[];
  index: number;
}

/** The pending operations of one execution. */
export class ContentionIndex {
  /** By the whole of the object, and by the second object for timers. */
  readonly #lists: Map<TouchedObject, EnabledOperation[]> = new Map();
  /** By operation id; `undefined` for an operation that touches nothing. */
  #places: (Place | undefined)[] = [];

  clear(): void {
    this.#lists.clear();
    this.#places = [];
  }

  /** Lists an operation that became pending, in place of its task's last one. */
  list(operation: EnabledOperation): void {
    const whole = operation.secondObject ?? wholeOf(operation);
    const list = whole === undefined ? undefined : this.#listOf(whole);
    const place = this.#places[operation.id];
    if (place?.list === list) return;
    if (place !== undefined) this.#leave(place);
    if (list === undefined) this.#places[operation.id] = undefined;
    else {
      this.#places[operation.id] = { list, index: list.length };
      list.push(operation);
    }
  }

  /** The operations that may contend with what was touched. What a timer's expiry touches besides the clock is left out. */
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

  #leave({ list, index }: Place): void {
    const last = list.pop();
    if (last === undefined || index === list.length) return;
    list[index] = last;
    const moved = this.#places[last.id];
    if (moved !== undefined) moved.index = index;
  }
}

const NONE: readonly EnabledOperation[] = [];
