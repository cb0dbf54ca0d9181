// A block's result on its way to another thread: its arrays cut to size, in one buffer that can be handed over.

import type { BatchResult } from "../../explore/index.ts";

/** A result of its own memory, and that memory. */
export interface TransferableBatch {
  readonly result: BatchResult;
  readonly buffer: ArrayBuffer;
}

/** Copies the arrays, which the next block writes over. */
export function transferBatch(batch: BatchResult): TransferableBatch {
  const { count } = batch;
  const buffer = new ArrayBuffer(count * 14);
  const classes = new Float64Array(buffer, 0, count);
  const steps = new Uint32Array(buffer, count * 8, count);
  const ends = new Uint8Array(buffer, count * 12, count);
  const members = new Uint8Array(buffer, count * 13, count);
  classes.set(batch.classes.subarray(0, count));
  steps.set(batch.steps.subarray(0, count));
  ends.set(batch.ends.subarray(0, count));
  members.set(batch.members.subarray(0, count));
  return { buffer, result: { ...batch, classes, steps, ends, members } };
}
