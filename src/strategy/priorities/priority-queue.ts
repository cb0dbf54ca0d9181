// Operations by priority, highest first: a binary heap that drops disabled operations only when they reach the top, so
// that an operation that is disabled and enabled again costs nothing in between.

import { InternalError, must } from "../../errors.ts";
import type { EnabledOperation } from "../../trace/index.ts";

/** The priorities of one execution's operations. An operation keeps its priority until it is given another. */
export class PriorityQueue {
  /** A heap: no operation has a higher priority than the one at (index − 1) >> 1. */
  readonly #heap: EnabledOperation[] = [];
  /** By operation id. */
  #priorities: (number | undefined)[] = [];
  /** The heap index of each operation, by its id; −1 for one that was dropped. */
  #heapIndexes: (number | undefined)[] = [];

  clear(): void {
    // Setting the length of an array is a call into the runtime.
    while (this.#heap.length > 0) this.#heap.pop();
    this.#priorities = [];
    this.#heapIndexes = [];
  }

  /** Gives an enabled operation a priority, its first or a new one. */
  assign(operation: EnabledOperation, priority: number): void {
    this.#priorities[operation.id] = priority;
    if (this.#isQueued(operation)) {
      this.#siftDown(must(this.#heapIndexes[operation.id], "a queued operation has a heap index"));
      this.#siftUp(must(this.#heapIndexes[operation.id], "a queued operation has a heap index"));
    } else this.#push(operation);
  }

  /** Queues an operation that is enabled again; false when it never had a priority. */
  readmit(operation: EnabledOperation): boolean {
    if (this.#priorities[operation.id] === undefined) return false;
    if (!this.#isQueued(operation)) this.#push(operation);
    return true;
  }

  /** The enabled operation of highest priority. */
  top(): EnabledOperation {
    for (;;) {
      const top = must(this.#heap[0], "a choice is requested only while an operation is enabled");
      if (top.slot >= 0) return top;
      this.#heapIndexes[top.id] = -1;
      const last = must(this.#heap.pop(), "the heap has a top");
      if (last !== top) {
        this.#put(0, last);
        this.#siftDown(0);
      }
    }
  }

  /** Lowers the priority of the operation at the top. */
  demoteTop(priority: number): void {
    this.#priorities[this.top().id] = priority;
    this.#siftDown(0);
  }

  #isQueued({ id }: EnabledOperation): boolean {
    return (this.#heapIndexes[id] ?? -1) >= 0;
  }

  #priority(operation: EnabledOperation): number {
    const priority = this.#priorities[operation.id];
    if (priority === undefined) throw new InternalError("A queued operation has no priority.");
    return priority;
  }

  #put(index: number, operation: EnabledOperation): void {
    this.#heap[index] = operation;
    this.#heapIndexes[operation.id] = index;
  }

  #push(operation: EnabledOperation): void {
    this.#put(this.#heap.length, operation);
    this.#siftUp(this.#heap.length - 1);
  }

  #siftUp(start: number): void {
    const heap = this.#heap;
    const operation = must(heap[start], "an operation sifted up is in the heap");
    const priority = this.#priority(operation);
    let index = start;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = must(heap[parentIndex], "a parent precedes its child");
      if (this.#priority(parent) >= priority) break;
      this.#put(index, parent);
      index = parentIndex;
    }
    this.#put(index, operation);
  }

  #siftDown(start: number): void {
    const heap = this.#heap;
    const operation = must(heap[start], "an operation sifted down is in the heap");
    const priority = this.#priority(operation);
    let index = start;
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
      this.#put(index, child);
      index = childIndex;
    }
    this.#put(index, operation);
  }
}
