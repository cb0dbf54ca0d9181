// The operations that may come next: the calls and returns of a history in order, as doubly linked lists after Lowe,
// "Testing for linearizability" (2017), section 3. An operation that has been linearized is removed; those whose calls
// precede the first remaining return may come next. For linearizability the history is one list; for sequential
// consistency each client has its own.
//
// A pending operation is a call without a return. Operations with a return come first among the candidates: a pending
// one is needed only if no other fits. Of two equal pending operations only the earlier is a candidate, since they are
// interchangeable in any order.

import { must } from "../../errors.ts";
import type { RecordedOperation } from "../history/recorded-operation.ts";

const NONE = -1;

/** The operations that have not been linearized yet. */
export class CallList {
  readonly #count: number;
  readonly #firstPending: number;
  readonly #lists: number;
  readonly #listOf: readonly number[];
  // By entry: the call of operation i is entry i, its return entry count + i, the head of list j 2 × count + j.
  readonly #next: Int32Array;
  readonly #previous: Int32Array;

  /**
   * @param operations by number: those with a return first
   * @param listOf the list of each operation, from 0
   */
  constructor(operations: readonly RecordedOperation[], firstPending: number, listOf: readonly number[]) {
    const count = operations.length;
    this.#count = count;
    this.#firstPending = firstPending;
    this.#listOf = listOf;
    this.#lists = Math.max(0, ...listOf) + 1;
    const entries = entriesOf(operations, firstPending);
    this.#next = new Int32Array(2 * count + this.#lists).fill(NONE);
    this.#previous = new Int32Array(2 * count + this.#lists).fill(NONE);
    const last = Array.from({ length: this.#lists }, (_, list) => 2 * count + list);
    for (const entry of entries) {
      const list = must(listOf[entry % count], "every operation is in a list");
      this.#link(must(last[list], "every list has a last entry"), entry);
      last[list] = entry;
    }
  }

  /** The operations that may come next, in the order in which to try them. */
  candidates(): readonly number[] {
    const found: number[] = [];
    for (let list = 0; list < this.#lists; list += 1) {
      let entry = this.#next[2 * this.#count + list] ?? NONE;
      while (entry !== NONE && entry < this.#count) {
        found.push(entry);
        entry = this.#next[entry] ?? NONE;
      }
    }
    return this.#pendingLast(found);
  }

  /** The operations of the same list that may precede another one: those called before its return. */
  before(operation: number): readonly number[] {
    const found: number[] = [];
    const end = this.#count + operation;
    let entry = this.#next[2 * this.#count + (this.#listOf[operation] ?? 0)] ?? NONE;
    for (; entry !== NONE && entry !== end; entry = this.#next[entry] ?? NONE) {
      if (entry < this.#count && entry !== operation) found.push(entry);
    }
    return found;
  }

  /** Removes an operation that has been linearized. */
  remove(operation: number): void {
    this.#unlink(operation);
    if (operation < this.#firstPending) this.#unlink(this.#count + operation);
  }

  /** Restores the operation that was removed last. */
  restore(operation: number): void {
    if (operation < this.#firstPending) this.#relink(this.#count + operation);
    this.#relink(operation);
  }

  #pendingLast(found: readonly number[]): readonly number[] {
    const isPending = (operation: number): boolean => operation >= this.#firstPending;
    if (!found.some(isPending)) return found;
    return [...found.filter((operation) => !isPending(operation)), ...found.filter(isPending)];
  }

  #link(before: number, entry: number): void {
    this.#next[before] = entry;
    this.#previous[entry] = before;
  }

  #unlink(entry: number): void {
    const before = this.#previous[entry] ?? NONE;
    const behind = this.#next[entry] ?? NONE;
    this.#next[before] = behind;
    if (behind !== NONE) this.#previous[behind] = before;
  }

  #relink(entry: number): void {
    this.#next[this.#previous[entry] ?? NONE] = entry;
    const behind = this.#next[entry] ?? NONE;
    if (behind !== NONE) this.#previous[behind] = entry;
  }
}

/** Calls and returns in order; at equal times calls come first, so that the operations overlap. */
function entriesOf(operations: readonly RecordedOperation[], firstPending: number): readonly number[] {
  const count = operations.length;
  const timeOf = (entry: number): number => {
    const { invoked, returned } = must(operations[entry % count], "an entry is of an operation");
    return entry < count ? invoked : must(returned, "only operations with a return have a second entry");
  };
  const entries = Array.from({ length: count + firstPending }, (_, entry) => entry);
  return entries.toSorted((one, other) => timeOf(one) - timeOf(other) || one - other);
}
