// Operations by priority, highest first: a binary heap that drops disabled operations only when they come to
// the top, so that one that is disabled and enabled again costs nothing in between.

import { InternalError, must } from "../errors.ts";
import type { EnabledOperation } from "../trace/index.ts";

/** The priorities of one execution's operations. An operation keeps its priority until it is demoted. */
export class PriorityQueue {
  /** A heap: no operation has a higher priority than the one at (index − 1) >> 1. */
  readonly #heap: EnabledOperation[] = [];
  /** By operation id. */
  #priorities: (number | undefined)[] = [];
  #isQueued: boolean[] = [];

  /** Forgets everything. */
  clear(): void {
    this.#heap.length = 0;
    this.#priorities = [];
    this.#isQueued = [];
  }

  /** Queues an operation that became enabled for the first time. */
  admit(operation: EnabledOperation, priority: number): void {
    this.#priorities[operation.id] = priority;
    this.#push(operation);
  }

  /** Queues an operation that is enabled again; false when it was never admitted. */
  readmit(operation: EnabledOperation): boolean {
    if (this.#priorities[operation.id] === undefined) return false;
    if (this.#isQueued[operation.id] !== true) this.#push(operation);
    return true;
  }

  /** The enabled operation of highest priority. */
  top(): EnabledOperation {
    for (;;) {
      const top = must(this.#heap[0], "a choice is asked for only while something is enabled");
      if (top.slot >= 0) return top;
      this.#isQueued[top.id] = false;
      const last = must(this.#heap.pop(), "the heap has a top");
      if (last !== top) {
        this.#heap[0] = last;
        this.#sink();
      }
    }
  }

  /** Gives the enabled operation of highest priority a lower one. */
  demoteTop(priority: number): void {
    this.#priorities[this.top().id] = priority;
    this.#sink();
  }

  #priority(operation: EnabledOperation): number {
    const priority = this.#priorities[operation.id];
    if (priority === undefined) throw new InternalError("A queued operation has no priority.");
    return priority;
  }

  #push(operation: EnabledOperation): void {
    const heap = this.#heap;
    const priority = this.#priority(operation);
    this.#isQueued[operation.id] = true;
    let index = heap.length;
    heap.push(operation);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = must(heap[parentIndex], "a parent precedes its child");
      if (this.#priority(parent) >= priority) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = operation;
  }

  #sink(): void {
    const heap = this.#heap;
    const operation = must(heap[0], "the heap has a top");
    const priority = this.#priority(operation);
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = heap[childIndex];
      if (child === undefined) break;
      const right = heap[childIndex + 1];
      if (right !== undefined && this.#priority(right) > this.#priority(child)) {
        child = right;
        childIndex += 1;
      }
      if (this.#priority(child) <= priority) break;
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = operation;
  }
}
