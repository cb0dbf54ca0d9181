// Changes of other nodes that have arrived and wait a little, so that many are applied in one turn: claims in one lane,
// memberships in the other. Filling one empties the other, so that no order is ever changed.

import { messageLater, now, stopTimer } from "../../kernel/index.ts";
import type { Task } from "../../kernel/index.ts";
import type { GroupConfig } from "../instance/options.ts";
import type { BufferDue, Op } from "./messages.ts";

/** One of the two lanes. */
class IncomingBuffer {
  ops: Op[] = [];
  since = 0;
  /** How often it has been emptied: tells the timer of what waits from that of what has gone. */
  rounds = 0;
  timer: Task | undefined = undefined;
  readonly buffer: "claims" | "memberships";
  readonly size: number;
  readonly interval: number;

  constructor(buffer: IncomingBuffer["buffer"], size: number, interval: number) {
    this.buffer = buffer;
    this.size = size;
    this.interval = interval;
  }

  isOverdue(): boolean {
    return this.ops.length > 0 && now() - this.since >= this.interval;
  }
}

/** The incoming buffers of one shard. */
export class IncomingBuffers {
  readonly #claims: IncomingBuffer;
  readonly #memberships: IncomingBuffer;
  readonly #apply: (ops: readonly Op[]) => void;

  constructor(config: GroupConfig, apply: (ops: readonly Op[]) => void) {
    this.#claims = new IncomingBuffer(
      "claims",
      config.replicatedRegistryReceiverBufferSize,
      config.replicatedRegistryReceiverFlushInterval,
    );
    this.#memberships = new IncomingBuffer(
      "memberships",
      config.replicatedPgReceiverBufferSize,
      config.replicatedPgReceiverFlushInterval,
    );
    this.#apply = apply;
  }

  /** Takes in the changes of a batch. @returns whether any were applied */
  add(ops: readonly Op[]): boolean {
    let hasApplied = this.#flushIf((lane) => lane.isOverdue());
    for (const op of ops) hasApplied = this.#put(op) || hasApplied;
    return this.#flushIf((lane) => lane.interval === 0) || hasApplied;
  }

  /** Applies all that waits. @returns whether anything did */
  flush(): boolean {
    return this.#flushIf(() => true);
  }

  /** The timer of a lane has fired, whatever the node's clock says by now. @returns whether anything was applied */
  due(buffer: "claims" | "memberships", round: number): boolean {
    return this.#flushIf((lane) => lane.buffer === buffer && lane.rounds === round);
  }

  #put(op: Op): boolean {
    const { kind } = op.row;
    const lane = kind === "claim" ? this.#claims : this.#memberships;
    const other = kind === "claim" ? this.#memberships : this.#claims;
    const hasApplied = this.#empty(other);
    lane.ops.push(op);
    if (lane.ops.length >= lane.size) return this.#empty(lane) || hasApplied;
    if (lane.ops.length === 1 && lane.interval > 0) {
      lane.since = now();
      const due: BufferDue = { kind: "due", buffer: lane.buffer, round: lane.rounds };
      lane.timer = messageLater(due, { label: lane.buffer, delay: lane.interval });
    }
    return hasApplied;
  }

  #flushIf(isMeant: (lane: IncomingBuffer) => boolean): boolean {
    let hasApplied = false;
    for (const lane of [this.#claims, this.#memberships]) {
      if (isMeant(lane)) hasApplied = this.#empty(lane) || hasApplied;
    }
    return hasApplied;
  }

  #empty(lane: IncomingBuffer): boolean {
    if (lane.ops.length === 0) return false;
    const { ops } = lane;
    lane.ops = [];
    lane.rounds += 1;
    if (lane.timer !== undefined) stopTimer(lane.timer);
    this.#apply(ops);
    return true;
  }
}
