// The catalogue of benchmark programs, as tests and benches go through it.

import { account } from "./account.ts";
import type { BenchProgram } from "./bench-program.ts";
import { bluetooth } from "./bluetooth.ts";
import { boundedBuffer } from "./bounded-buffer.ts";
import { carter01 } from "./carter01.ts";
import { deadlock01 } from "./deadlock01.ts";
import { dining } from "./dining.ts";
import { lazy01 } from "./lazy01.ts";
import { circularBuffer, queue } from "./queue.ts";
import { reorder } from "./reorder.ts";
import { safeStack } from "./safestack.ts";
import { stack } from "./stack.ts";
import { stringbuffer } from "./stringbuffer.ts";
import { tokenRing } from "./token-ring.ts";
import { twostage } from "./twostage.ts";
import { uneven } from "./uneven.ts";
import { interlockedWsq, interlockedWsqWithState, stateWsq, wsq } from "./work-steal-queue.ts";
import { wronglock } from "./wronglock.ts";

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

/** The benchmark program of this name. */
export function benchProgramNamed(name: string): BenchProgram {
  const found = BENCH_PROGRAMS.find((program) => program.name === name);
  if (found === undefined) throw new Error(`There is no benchmark program "${name}".`);
  return found;
}
