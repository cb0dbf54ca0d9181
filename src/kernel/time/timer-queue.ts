// The queue of pending timers. Only timers that no pending one must precede may fire; timers of one deadline may fire in
// any order, so that the order in which independent actors set them is irrelevant. Timers of JavaScript stand in lines
// and may be late: see timer-order.ts.

import { mix } from "../../choice/index.ts";
import { firesBefore, lastToOvertake } from "../../trace/index.ts";
import type { PendingTimer, TimerTurn } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import type { ReadyList } from "../execution/ready-list.ts";
import { SharedObject } from "../operations/shared-object.ts";
import type { Task } from "../operations/task.ts";

const CLOCK = 0xc10c;
const QUIESCENCE = 0x9e57;

interface Bucket {
  readonly deadline: number;
  readonly tasks: Set<Task>;
}

/** The line in which a timer of JavaScript is set. */
export type TimerLine = Pick<TimerTurn, "line" | "isBehindTimers">;

/** The number of the line of the timers that an actor sets with one delay; of its immediates with 0. */
export function lineOf({ key }: Actor, delay: number): number {
  return mix(key, delay);
}

/** How long a pending timer keeps an execution going in which nothing else can happen. */
export type TimerHold = "untilItFires" | "untilMainReturns" | "whileOthersWait" | "never";

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
  /** The pending timers of JavaScript; created with the first. */
  #turnOf: Map<Task, TimerTurn> | undefined = undefined;
  /** The pending timers that do not keep the execution going until they fire; created with the first. */
  #background: Map<Task, TimerHold> | undefined = undefined;
  /** The number of timers that each line has had. */
  #places: Map<number, number> | undefined = undefined;
  /** How often the clock has moved for a timer of JavaScript. */
  #ticks = 0;
  /** The last step in which a timer of JavaScript fired that is no immediate. */
  #firingStep = -1;
  /** With timers of JavaScript: the latest deadline of timers that may be enabled. */
  #reach = Number.POSITIVE_INFINITY;

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

  /** The pending timers that do not keep the execution going until they fire, if there ever were any. */
  get background(): ReadonlyMap<Task, TimerHold> | undefined {
    return this.#background;
  }

  /** Whether a task waits for quiescence. */
  get isQuiescenceAwaited(): boolean {
    return (this.#awaitingQuiescence?.size ?? 0) > 0;
  }

  /** Sets how long a timer keeps the execution going; does nothing if it is not pending. */
  hold(task: Task, hold: TimerHold): void {
    if (this.#bucketOf?.has(task) !== true) return;
    this.#background ??= new Map();
    if (hold === "untilItFires") this.#background.delete(task);
    else this.#background.set(task, hold);
  }

  /** The deadline of a pending timer; `Infinity` for a timer that never fires. */
  deadlineOf(task: Task): number {
    return this.#bucketOf?.get(task)?.deadline ?? Number.POSITIVE_INFINITY;
  }

  /** Whether the callback of a timer of JavaScript runs in this step, and the loop turns to immediates next. */
  isFiring(step: number): boolean {
    return step === this.#firingStep;
  }

  /** The place of a pending timer of JavaScript among others. */
  turnOf(task: Task): TimerTurn | undefined {
    return this.#turnOf?.get(task);
  }

  /**
   * Adds a timer task that fires `delay` from now; with an infinite delay it never fires.
   * @param line for a timer of JavaScript
   */
  add(task: Task, delay: number, line?: TimerLine): void {
    const deadline = this.#now + delay;
    if (deadline === Number.POSITIVE_INFINITY) return;
    const bucket = this.#bucketFor(deadline);
    bucket.tasks.add(task);
    this.#bucketOf ??= new Map();
    this.#bucketOf.set(task, bucket);
    if (line !== undefined) this.#lineUp(task, line);
    if (!this.#isCompeting) this.#ready.remove(task);
    else if (this.#turnOf !== undefined) {
      if (deadline > this.#reach && this.#bucketOf.size > 1) this.#ready.remove(task);
      else this.#enableUnblocked();
    } else if (this.#buckets?.at(-1) === bucket) this.#ready.add(task);
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
    this.#turnOf?.delete(task);
    this.#background?.delete(task);
    this.#ready.remove(task);
    bucket.tasks.delete(task);
    if (bucket.tasks.size === 0) this.#buckets?.splice(this.#buckets.indexOf(bucket), 1);
    else if (this.#turnOf === undefined) return;
    if (this.#isCompeting) this.enableEarliest();
  }

  /** Fires a timer: the clock advances to its deadline. In lazy time the other timers are disabled again. */
  fire(task: Task): void {
    const bucket = this.#bucketOf?.get(task);
    if (bucket === undefined) return;
    const turn = this.#turnOf?.get(task);
    const { execution } = task.actor;
    if (turn !== undefined && turn.line !== lineOf(task.actor, 0)) this.#firingStep = execution.steps;
    if (bucket.deadline > this.#now) {
      if (turn !== undefined) this.#ticks += 1;
      this.#now = bucket.deadline;
    }
    if (!this.#isCompeting) this.#disableAll();
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
    if (!this.#isCompeting) this.#disableAll();
  }

  /** Enables the timers that may fire next. */
  enableEarliest(): void {
    if (this.#turnOf !== undefined) {
      this.#enableUnblocked();
      return;
    }
    const earliest = this.#buckets?.at(-1);
    if (earliest !== undefined) for (const task of earliest.tasks) this.#ready.add(task);
  }

  #lineUp(task: Task, { line, isBehindTimers }: TimerLine): void {
    this.#turnOf ??= new Map();
    this.#places ??= new Map();
    const place = this.#places.get(line) ?? 0;
    this.#places.set(line, place + 1);
    this.#turnOf.set(task, { line, place, ticks: this.#ticks, isBehindTimers });
  }

  /** Enables the timers that no pending one must precede, and disables the others. */
  #enableUnblocked(): void {
    const buckets = this.#buckets ?? [];
    const before = this.#reach;
    let reach = Number.POSITIVE_INFINITY;
    const earlier: PendingTimer[] = [];
    for (let index = buckets.length - 1; index >= 0; index -= 1) {
      const bucket = buckets[index];
      if (bucket === undefined || (bucket.deadline > reach && bucket.deadline > before)) break;
      const { deadline, tasks } = bucket;
      const heads = new Set<number>();
      for (const task of tasks) {
        const turn = this.#turnOf?.get(task);
        const timer = { deadline, turn };
        const isHead = turn === undefined || !heads.has(turn.line);
        if (turn !== undefined) heads.add(turn.line);
        if (isHead && deadline <= reach && !earlier.some((other) => firesBefore(other, timer))) this.#ready.add(task);
        else this.#ready.remove(task);
        // Of one line, the first is the first to block others.
        if (isHead) earlier.push(timer);
      }
      for (const timer of earlier) reach = Math.min(reach, lastToOvertake(timer));
    }
    this.#reach = reach;
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

  #disableAll(): void {
    const buckets = this.#buckets ?? [];
    const reach = this.#turnOf === undefined ? Number.NEGATIVE_INFINITY : this.#reach;
    for (let index = buckets.length - 1; index >= 0; index -= 1) {
      const bucket = buckets[index];
      if (bucket === undefined || (index < buckets.length - 1 && bucket.deadline > reach)) return;
      this.#disable(bucket);
    }
  }

  #disable({ tasks }: Bucket): void {
    for (const task of tasks) this.#ready.remove(task);
  }
}
