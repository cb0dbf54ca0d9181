// The catalog of benchmark programs for tests and benchmarks.

import { account } from "./sctbench-cs/account.ts";
import type { BenchProgram } from "./bench-program.ts";
import { bluetooth } from "./sctbench-cs/bluetooth.ts";
import { boundedBuffer } from "./bounded-buffer.ts";
import { carter01 } from "./sctbench-cs/carter01.ts";
import { deadlock01 } from "./sctbench-cs/deadlock01.ts";
import { dining } from "./dining.ts";
import { lazy01 } from "./sctbench-cs/lazy01.ts";
import { circularBuffer, queue } from "./sctbench-cs/queue.ts";
import { reorder } from "./sctbench-cs/reorder.ts";
import { safeStack } from "./safestack.ts";
import { stack } from "./sctbench-cs/stack.ts";
import { stringbuffer } from "./stringbuffer.ts";
import { tokenRing } from "./sctbench-cs/token-ring.ts";
import { twostage } from "./sctbench-cs/twostage.ts";
import { uneven } from "./uneven.ts";
import { interlockedWsq, interlockedWsqWithState, stateWsq, wsq } from "./work-steal-queue.ts";
import { wronglock } from "./sctbench-cs/wronglock.ts";

export type { BenchProgram } from "./bench-program.ts";

/** Every benchmark program. */
export const BENCH_PROGRAMS: readonly BenchProgram[] = [
  account,
  bluetooth,
  carter01,
  circularBuffer,
  deadlock01,
  lazy01,
  queue,
  ...[3, 4, 5, 10, 20, 50, 100].map(reorder),
  stack,
  tokenRing,
  twostage(),
  ...[3, 20, 50, 100].map(twostage),
  wronglock(),
  wronglock(1),
  wronglock(3),
  stringbuffer,
  wsq,
  stateWsq,
  interlockedWsq,
  interlockedWsqWithState,
  boundedBuffer,
  ...[3, 4, 5].map(dining),
  safeStack,
  uneven,
];

/** The benchmark program with a name. */
export function benchProgramNamed(name: string): BenchProgram {
  const found = BENCH_PROGRAMS.find((program) => program.name === name);
  if (found === undefined) throw new Error(`There is no benchmark program "${name}".`);
  return found;
}
