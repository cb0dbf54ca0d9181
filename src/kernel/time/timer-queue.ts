// The queue of pending timers. Only timers that no pending one must precede may fire; timers of one deadline may fire in
// any order, so that the order in which independent actors set them is irrelevant. Timers of JavaScript stand in lines
// and may be late: see timer-order.ts.

import { firesBefore, lastToOvertake } from "../../trace/index.ts";
import type { TimerTurn } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import type { ReadyList } from "../execution/ready-list.ts";
import { SharedObject } from "../operations/shared-object.ts";
import type { Task } from "../operations/task.ts";
import { isReplaced, TimerEntry, timerLine } from "./pending-timer.ts";
import type { TimerBucket, TimerHold, TimerLine } from "./pending-timer.ts";

const CLOCK = 0xc10c;
const QUIESCENCE = 0x9e57;

/** The timers of one execution, and its clock. */
export class TimerQueue {
  readonly #ready: ReadyList;
  readonly #isCompeting: boolean;
  /** Sorted by deadline, the earliest last; no bucket is empty. Created with the first timer: most executions have none. */
  #buckets: TimerBucket[] | undefined = undefined;
  #emptied: TimerBucket | undefined = undefined;
  #pending = 0;
  #now = 0;
  #clock: SharedObject | undefined = undefined;
  #quiescence: SharedObject | undefined = undefined;
  /** Tasks that wait for quiescence. */
  #awaitingQuiescence: Set<Task> | undefined = undefined;
  /** The line that was used last; `undefined` until there is a timer of JavaScript. */
  #line: TimerLine | undefined = undefined;
  /** How often the pending timers have been looked at. */
  #looks = 0;
  /** How many pending timers do not keep the execution going until they fire; −1 if there never were any. */
  background = -1;
  /** Those of them that keep it going until the main actor has returned, and while others wait. */
  #heldByMain = 0;
  #heldByOthers = 0;
  /** How often the clock has moved for a timer of JavaScript. */
  #ticks = 0;
  /** The timers with earlier deadlines than those that are looked at: so many of the list. */
  #earlierCount = 0;
  readonly #earlier: TimerEntry[] = [];
  /** The last step in which a timer of JavaScript fired that is no immediate. */
  #firingStep = -1;
  /** With timers of JavaScript: the latest deadline of timers that may be enabled. */
  #reach = Number.POSITIVE_INFINITY;
  /** With timers of JavaScript: no enabled timer has a later deadline. */
  #latestEnabled = Number.POSITIVE_INFINITY;

  /** Called when a timer has been added or removed. */
  onChange: (() => void) | undefined = undefined;

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
    return this.#pending;
  }

  /** Whether a task is a pending timer that does not keep the execution going until it fires. */
  isBackground(task: Task): boolean {
    const hold = task.timer?.hold;
    return hold !== undefined && hold !== "untilItFires";
  }

  /** Whether one of these timers keeps the execution going, all the same. */
  isHeld(hasMainReturned: boolean, doOthersWait: () => boolean): boolean {
    return (this.#heldByMain > 0 && !hasMainReturned) || (this.#heldByOthers > 0 && doOthersWait());
  }

  /** The pending timers that do not keep the execution going until they fire, in the order of setting. */
  backgroundTasks(): readonly Task[] {
    return this.tasks.filter((task) => this.isBackground(task)).toSorted((one, other) => one.id - other.id);
  }

  /** Whether a task waits for quiescence. */
  get isQuiescenceAwaited(): boolean {
    return (this.#awaitingQuiescence?.size ?? 0) > 0;
  }

  /** Sets how long a timer keeps the execution going; does nothing if it is not pending. */
  hold(task: Task, hold: TimerHold): void {
    const entry = task.timer;
    if (entry === undefined || entry.hold === hold) return;
    if (this.background < 0) this.background = 0;
    this.#count(entry.hold, -1);
    this.#count(hold, 1);
    entry.hold = hold;
  }

  /** The pending timers, but for those that never fire. */
  get tasks(): readonly Task[] {
    return (this.#buckets ?? []).flatMap(({ entries }) => entries.map(({ task }) => task));
  }

  /** The latest deadline of a pending timer; now if there is none. */
  get latestDeadline(): number {
    return this.#buckets?.[0]?.deadline ?? this.#now;
  }

  /** The deadline of a pending timer; `Infinity` for a timer that never fires. */
  deadlineOf(task: Task): number {
    return task.timer?.deadline ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Adds a timer task that fires `delay` from now; with an infinite delay it never fires.
   * @param isInLine whether it is a timer of JavaScript
   */
  add(task: Task, delay: number, isInLine: boolean): void {
    const deadline = this.#now + delay;
    if (deadline === Number.POSITIVE_INFINITY) return;
    const bucket = this.#bucketFor(deadline);
    const line = isInLine ? this.#lineOf(task.actor, delay) : undefined;
    const entry = new TimerEntry(task, bucket, line, line && this.#lineUp(line));
    bucket.entries.push(entry);
    task.timer = entry;
    this.#pending += 1;
    if (!this.#isCompeting) this.#ready.remove(task);
    else if (this.#line !== undefined) {
      if (deadline > this.#reach && this.#pending > 1) this.#ready.remove(task);
      else if (!this.#isPlacedAlone(entry)) this.#enableUnblocked();
    } else if (this.#buckets?.at(-1) === bucket) this.#ready.add(task);
    else this.#ready.remove(task);
    this.onChange?.();
  }

  /** Puts a pending timer off; its place among others of its line and how long it keeps the execution going stay. */
  putOff(task: Task, deadline: number): void {
    const entry = task.timer;
    if (entry === undefined) return;
    const { hold, line, turn } = entry;
    this.cancel(task);
    const moved = new TimerEntry(task, this.#bucketFor(deadline), line, turn);
    moved.bucket.entries.push(moved);
    task.timer = moved;
    this.#pending += 1;
    if (line !== undefined) line.pending += 1;
    this.hold(task, hold);
    if (this.#isCompeting) this.enableEarliest();
    this.onChange?.();
  }

  /** Removes a timer before it fires; does nothing if it is not pending. */
  cancel(task: Task): void {
    const entry = task.timer;
    if (entry === undefined) {
      this.#awaitingQuiescence?.delete(task);
      return;
    }
    const { bucket, hold, line } = entry;
    task.timer = undefined;
    if (line !== undefined) line.pending -= 1;
    this.#pending -= 1;
    if (hold !== "untilItFires") this.#count(hold, -1);
    this.#ready.remove(task);
    if (bucket.entries.length === 1) this.#removeBucket(bucket);
    else bucket.entries.splice(bucket.entries.indexOf(entry), 1);
    if (this.#mayEnable(entry)) this.enableEarliest();
    this.onChange?.();
  }

  /** Fires a timer: the clock advances to its deadline. In lazy time the other timers are disabled again. */
  fire(task: Task): void {
    const entry = task.timer;
    if (entry === undefined) return;
    const { deadline, line } = entry;
    if (line !== undefined && line.delay > 0) this.#firingStep = task.actor.execution.steps;
    if (deadline > this.#now) {
      if (line !== undefined) this.#ticks += 1;
      this.#now = deadline;
    }
    if (!this.#isCompeting) this.#disableAll();
    this.cancel(task);
  }

  /** A timer of the earliest deadline; `undefined` if none is pending. */
  next(): Task | undefined {
    return this.#buckets?.at(-1)?.entries[0]?.task;
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
    if (this.#line !== undefined) {
      this.#enableUnblocked();
      return;
    }
    const earliest = this.#buckets?.at(-1);
    if (earliest !== undefined) for (const { task } of earliest.entries) this.#ready.add(task);
  }

  #count(hold: TimerHold, change: number): void {
    if (hold !== "untilItFires") this.background += change;
    if (hold === "untilMainReturns") this.#heldByMain += change;
    if (hold === "whileOthersWait") this.#heldByOthers += change;
  }

  #lineUp(line: TimerLine): TimerTurn {
    const { actor, count, delay, number } = line;
    line.count = count + 1;
    line.pending += 1;
    const isBehindTimers = delay === 0 && this.#firingStep !== actor.execution.steps;
    return { line: number, place: count, ticks: this.#ticks, isBehindTimers };
  }

  #lineOf(actor: Actor, delay: number): TimerLine {
    if (this.#line?.actor !== actor || this.#line.delay !== delay) this.#line = timerLine(actor, delay);
    return this.#line;
  }

  /** Whether a timer can be enabled because another one, which has been removed, blocked it. */
  #mayEnable(removed: TimerEntry): boolean {
    if (!this.#isCompeting || this.#pending === 0) return false;
    if (this.#line === undefined) return removed.bucket.entries.length === 0;
    return !isReplaced(removed, this.#buckets?.at(-1)?.entries[0]);
  }

  /** Enables a timer that was set just now, or does not, if that is clear and does not matter to the others. */
  #isPlacedAlone(entry: TimerEntry): boolean {
    const { bucket, deadline, line, task } = entry;
    if (deadline < this.#latestEnabled) return false;
    if (line !== undefined && line.pending > 1) {
      this.#ready.remove(task);
      return true;
    }
    if (this.#buckets?.at(-1) !== bucket) return false;
    this.#ready.add(task);
    this.#latestEnabled = deadline;
    // What was pending before the queue was empty reaches no further.
    const before = this.#pending === 1 ? Number.POSITIVE_INFINITY : this.#reach;
    this.#reach = Math.min(before, lastToOvertake(entry));
    return true;
  }

  /** Enables the timers that no pending one must precede, and disables the others. */
  #enableUnblocked(): void {
    const buckets = this.#buckets ?? [];
    const only = this.#pending === 1 ? buckets[0]?.entries[0] : undefined;
    if (only !== undefined) {
      this.#ready.add(only.task);
      this.#reach = lastToOvertake(only);
      this.#latestEnabled = only.deadline;
      return;
    }
    const before = this.#reach;
    this.#latestEnabled = Number.NEGATIVE_INFINITY;
    this.#reach = Number.POSITIVE_INFINITY;
    this.#looks += 1;
    this.#earlierCount = 0;
    for (let index = buckets.length - 1; index >= 0; index -= 1) {
      const bucket = buckets[index];
      if (bucket === undefined || (bucket.deadline > this.#reach && bucket.deadline > before)) return;
      this.#enableUnblockedOf(bucket);
    }
  }

  #enableUnblockedOf({ deadline, entries }: TimerBucket): void {
    const isBeyond = deadline > this.#reach;
    for (const entry of entries) {
      const { line, task } = entry;
      const isHead = line?.look !== this.#looks;
      if (isHead && !isBeyond && !this.#isBlocked(entry)) {
        this.#ready.add(task);
        this.#latestEnabled = deadline;
      } else this.#ready.remove(task);
      if (!isHead) continue;
      // The first of a line is the first to block others.
      const reach = lastToOvertake(entry);
      if (reach < this.#reach) this.#reach = reach;
      if (line !== undefined) line.look = this.#looks;
    }
    if (isBeyond) return;
    for (const entry of entries) {
      this.#earlier[this.#earlierCount] = entry;
      this.#earlierCount += 1;
    }
  }

  /** Whether one of the timers with earlier deadlines must fire before another. */
  #isBlocked(entry: TimerEntry): boolean {
    for (let index = 0; index < this.#earlierCount; index += 1) {
      const other = this.#earlier[index];
      if (other !== undefined && firesBefore(other, entry)) return true;
    }
    return false;
  }

  #bucketFor(deadline: number): TimerBucket {
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
    const bucket = this.#emptied ?? { deadline, entries: [] };
    this.#emptied = undefined;
    bucket.deadline = deadline;
    const earliest = buckets.at(-1);
    buckets.splice(low, 0, bucket);
    if (earliest !== undefined && low === buckets.length - 1) this.#disable(earliest);
    return bucket;
  }

  #removeBucket(bucket: TimerBucket): void {
    if (this.#buckets?.at(-1) === bucket) this.#buckets.pop();
    else this.#buckets?.splice(this.#buckets.indexOf(bucket), 1);
    bucket.entries.pop();
    this.#emptied = bucket;
  }

  #disableAll(): void {
    const buckets = this.#buckets ?? [];
    const reach = this.#line === undefined ? Number.NEGATIVE_INFINITY : this.#reach;
    for (let index = buckets.length - 1; index >= 0; index -= 1) {
      const bucket = buckets[index];
      if (bucket === undefined || (index < buckets.length - 1 && bucket.deadline > reach)) return;
      this.#disable(bucket);
    }
  }

  #disable({ entries }: TimerBucket): void {
    for (const { task } of entries) this.#ready.remove(task);
  }
}
