// Buffers of changes received from other nodes, so that many are applied in one turn: one for claims, one for
// memberships. Adding to one flushes the other, so that order is preserved.

import { messageLater, now, stopTimer } from "../../kernel/index.ts";
import type { Task } from "../../kernel/index.ts";
import type { GroupConfig } from "../instance/options.ts";
import type { BufferDue, Op } from "./messages.ts";

/** One of the two buffers. */
class IncomingBuffer {
  ops: Op[] = [];
  since = 0;
  /** The number of flushes: distinguishes the timer of the current contents from earlier ones. */
  rounds = 0;
  timer: Task | undefined = undefined;
  readonly kind: "claims" | "memberships";
  readonly size: number;
  readonly interval: number;

  constructor(kind: IncomingBuffer["kind"], size: number, interval: number) {
    this.kind = kind;
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

  /** Adds the changes of a batch. @returns whether any were applied */
  add(ops: readonly Op[]): boolean {
    let hasApplied = this.#flushIf((buffer) => buffer.isOverdue());
    for (const op of ops) hasApplied = this.#put(op) || hasApplied;
    return this.#flushIf((buffer) => buffer.interval === 0) || hasApplied;
  }

  /** Applies all buffered changes. @returns whether there were any */
  flush(): boolean {
    return this.#flushIf(() => true);
  }

  /**
   * The timer of a buffer has fired, whatever the node's clock shows by now. @returns whether any changes were applied
   */
  due(kind: "claims" | "memberships", round: number): boolean {
    return this.#flushIf((buffer) => buffer.kind === kind && buffer.rounds === round);
  }

  #put(op: Op): boolean {
    const { kind } = op.row;
    const buffer = kind === "claim" ? this.#claims : this.#memberships;
    const other = kind === "claim" ? this.#memberships : this.#claims;
    const hasApplied = this.#flushOne(other);
    buffer.ops.push(op);
    if (buffer.ops.length >= buffer.size) return this.#flushOne(buffer) || hasApplied;
    if (buffer.ops.length === 1 && buffer.interval > 0) {
      buffer.since = now();
      const due: BufferDue = { kind: "due", buffer: buffer.kind, round: buffer.rounds };
      buffer.timer = messageLater(due, { label: buffer.kind, delay: buffer.interval });
    }
    return hasApplied;
  }

  #flushIf(isSelected: (buffer: IncomingBuffer) => boolean): boolean {
    let hasApplied = false;
    for (const buffer of [this.#claims, this.#memberships]) {
      if (isSelected(buffer)) hasApplied = this.#flushOne(buffer) || hasApplied;
    }
    return hasApplied;
  }

  #flushOne(buffer: IncomingBuffer): boolean {
    if (buffer.ops.length === 0) return false;
    const { ops } = buffer;
    buffer.ops = [];
    buffer.rounds += 1;
    if (buffer.timer !== undefined) stopTimer(buffer.timer);
    this.#apply(ops);
    return true;
  }
}
