// Prepares the result of a batch for another thread: its arrays are copied, cut to size, into one transferable buffer.

import type { BatchResult } from "../../explore/index.ts";

/** A result and the buffer that holds its arrays. */
export interface TransferableBatch {
  readonly result: BatchResult;
  readonly buffer: ArrayBuffer;
}

/** Copies the arrays, which the next batch overwrites. */
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
