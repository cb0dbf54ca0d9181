// The queue of pending timers. Only timers of the earliest deadline may fire, so the order of deadlines is never
// violated; timers of one deadline may fire in any order, so that the order in which independent actors set them is
// irrelevant.

import type { ReadyList } from "../execution/ready-list.ts";
import { SharedObject } from "../operations/shared-object.ts";
import type { Task } from "../operations/task.ts";

const CLOCK = 0xc10c;
const QUIESCENCE = 0x9e57;

interface Bucket {
  readonly deadline: number;
  readonly tasks: Set<Task>;
}

/** The timers of one execution, and its clock. */
export class TimerQueue {
  readonly #ready: ReadyList;
  readonly #isCompeting: boolean;
  /** Created with the first timer: most executions have none. */
  #bucketOf: Map<Task, Bucket> | undefined = undefined;
  /** Sorted by deadline, the earliest last; no bucket is empty. */
  #buckets: Bucket[] | undefined = undefined;
  #now = 0;
  #clock: SharedObject | undefined = undefined;
  #quiescence: SharedObject | undefined = undefined;
  /** Tasks that wait for quiescence. */
  #awaitingQuiescence: Set<Task> | undefined = undefined;

  constructor(ready: ReadyList, time: "competing" | "lazy") {
    this.#ready = ready;
    this.#isCompeting = time === "competing";
  }

  /** Written by every timer that fires, read by every operation that depends on the time. */
  get clock(): SharedObject {
    this.#clock ??= new SharedObject(CLOCK, "clock", undefined);
    return this.#clock;
  }

  /** Written by every step that requires quiescence, read by every fault. */
  get quiescence(): SharedObject {
    this.#quiescence ??= new SharedObject(QUIESCENCE, "quiescence", undefined);
    return this.#quiescence;
  }

  /** Virtual milliseconds since the execution began. */
  get now(): number {
    return this.#now;
  }

  /** The number of pending timers, except those that never fire. */
  get pending(): number {
    return this.#bucketOf?.size ?? 0;
  }

  /** The latest deadline of a pending timer; now if there is none. */
  get latestDeadline(): number {
    return this.#buckets?.[0]?.deadline ?? this.#now;
  }

  /** The deadline of a pending timer; `Infinity` for a timer that never fires. */
  deadlineOf(task: Task): number {
    return this.#bucketOf?.get(task)?.deadline ?? Number.POSITIVE_INFINITY;
  }

  /** Adds a timer task that fires `delay` from now; with an infinite delay it never fires. */
  add(task: Task, delay: number): void {
    const deadline = this.#now + delay;
    if (deadline === Number.POSITIVE_INFINITY) return;
    const bucket = this.#bucketFor(deadline);
    bucket.tasks.add(task);
    this.#bucketOf ??= new Map();
    this.#bucketOf.set(task, bucket);
    if (this.#isCompeting && this.#buckets?.at(-1) === bucket) this.#ready.add(task);
    else this.#ready.remove(task);
  }

  /** Removes a timer before it fires; does nothing if it is not pending. */
  cancel(task: Task): void {
    const bucket = this.#bucketOf?.get(task);
    if (bucket === undefined) {
      this.#awaitingQuiescence?.delete(task);
      return;
    }
    this.#bucketOf?.delete(task);
    this.#ready.remove(task);
    bucket.tasks.delete(task);
    if (bucket.tasks.size > 0) return;
    this.#buckets?.splice(this.#buckets.indexOf(bucket), 1);
    if (this.#isCompeting) this.enableEarliest();
  }

  /** Fires a timer: the clock advances to its deadline. In lazy time the other timers are disabled again. */
  fire(task: Task): void {
    const bucket = this.#bucketOf?.get(task);
    if (bucket === undefined) return;
    this.#now = bucket.deadline;
    if (!this.#isCompeting) this.#disable(bucket);
    this.cancel(task);
  }

  /** A timer of the earliest deadline; `undefined` if none is pending. */
  next(): Task | undefined {
    return this.#buckets?.at(-1)?.tasks.values().next().value;
  }

  /** Adds a task that is enabled when nothing else is and no timer is pending. */
  awaitQuiescence(task: Task): void {
    this.#awaitingQuiescence ??= new Set();
    this.#awaitingQuiescence.add(task);
  }

  /** Removes a task that waited for quiescence and steps now; the others wait for the next quiescence. */
  leaveQuiescence(task: Task): void {
    for (const other of this.#awaitingQuiescence ?? []) this.#ready.remove(other);
    this.#awaitingQuiescence?.delete(task);
  }

  /**
   * When nothing else is enabled: enables the earliest timers or, with none pending, the tasks that wait for
   * quiescence.
   */
  enableAtQuiescence(): void {
    if ((this.#buckets?.length ?? 0) > 0) this.enableEarliest();
    else for (const task of this.#awaitingQuiescence ?? []) this.#ready.add(task);
  }

  /** A fault has been injected where nothing else was enabled: what waited for that waits for the next quiescence. */
  disableAtFault(): void {
    for (const task of this.#awaitingQuiescence ?? []) this.#ready.remove(task);
    const earliest = this.#buckets?.at(-1);
    if (!this.#isCompeting && earliest !== undefined) this.#disable(earliest);
  }

  /** Enables the timers of the earliest deadline. */
  enableEarliest(): void {
    const earliest = this.#buckets?.at(-1);
    if (earliest !== undefined) for (const task of earliest.tasks) this.#ready.add(task);
  }

  #bucketFor(deadline: number): Bucket {
    this.#buckets ??= [];
    const buckets = this.#buckets;
    let low = 0;
    let high = buckets.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((buckets[middle]?.deadline ?? 0) > deadline) low = middle + 1;
      else high = middle;
    }
    const found = buckets[low];
    if (found?.deadline === deadline) return found;
    const bucket: Bucket = { deadline, tasks: new Set() };
    const earliest = buckets.at(-1);
    buckets.splice(low, 0, bucket);
    if (earliest !== undefined && low === buckets.length - 1) this.#disable(earliest);
    return bucket;
  }

  #disable({ tasks }: Bucket): void {
    for (const task of tasks) this.#ready.remove(task);
  }
}
