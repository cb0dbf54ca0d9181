// A block's result on its way to another thread: its arrays cut to size, in one buffer that can be handed over.

import type { BlockResult } from "../../explore/index.ts";

/** A result of its own memory, and that memory. */
export interface PackedBlock {
  readonly result: BlockResult;
  readonly buffer: ArrayBuffer;
}

/** Copies the arrays, which the next block writes over. */
export function packBlock(block: BlockResult): PackedBlock {
  const { count } = block;
  const buffer = new ArrayBuffer(count * 14);
  const classes = new Float64Array(buffer, 0, count);
  const steps = new Uint32Array(buffer, count * 8, count);
  const ends = new Uint8Array(buffer, count * 12, count);
  const members = new Uint8Array(buffer, count * 13, count);
  classes.set(block.classes.subarray(0, count));
  steps.set(block.steps.subarray(0, count));
  ends.set(block.ends.subarray(0, count));
  members.set(block.members.subarray(0, count));
  return { buffer, result: { ...block, classes, steps, ends, members } };
}
