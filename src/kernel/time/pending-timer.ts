// What the queue of timers knows of each pending timer, and of those that stand in one line.

import { mix } from "../../choice/index.ts";
import type { PendingTimer, TimerTurn } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import type { Task } from "../operations/task.ts";

/** How long a pending timer keeps an execution going in which nothing else can happen. */
export type TimerHold = "untilItFires" | "untilMainReturns" | "whileOthersWait" | "never";

/** The pending timers of one deadline, in the order in which they were set. One that is empty is used again. */
export interface TimerBucket {
  deadline: number;
  readonly entries: TimerEntry[];
}

/** A pending timer. A single class, since every timer has one. */
export class TimerEntry implements PendingTimer {
  readonly task: Task;
  readonly bucket: TimerBucket;
  readonly deadline: number;
  readonly line: TimerLine | undefined;
  readonly turn: TimerTurn | undefined;
  hold: TimerHold = "untilItFires";

  constructor(task: Task, bucket: TimerBucket, line: TimerLine | undefined, turn: TimerTurn | undefined) {
    this.task = task;
    this.bucket = bucket;
    this.deadline = bucket.deadline;
    this.line = line;
    this.turn = turn;
  }
}

/** The timers of JavaScript that an actor sets with one delay; its immediates have the delay 0. */
export class TimerLine {
  readonly actor: Actor;
  readonly delay: number;
  readonly number: number;
  /** How many of them it has set. */
  count = 0;
  pending = 0;
  /** The last look at the pending timers that has come across one of them. */
  look = 0;

  constructor(actor: Actor, delay: number) {
    this.actor = actor;
    this.delay = delay;
    this.number = mix(actor.key, delay);
  }
}

/** The line in which an actor's timers with a delay stand. */
export function timerLine(actor: Actor, delay: number): TimerLine {
  actor.timerLines ??= new Map();
  let line = actor.timerLines.get(delay);
  if (line === undefined) {
    line = new TimerLine(actor, delay);
    actor.timerLines.set(delay, line);
  }
  return line;
}

/** Whether `earliest`, the earliest pending timer, blocks whatever one that was removed has blocked. */
export function isReplaced({ deadline, line, turn }: TimerEntry, earliest: TimerEntry | undefined): boolean {
  if (earliest === undefined || earliest.deadline > deadline || (line !== undefined && line.pending > 0)) return false;
  const { turn: other } = earliest;
  if (other === undefined) return true;
  return turn !== undefined && other.ticks <= turn.ticks && (turn.isBehindTimers || !other.isBehindTimers);
}
