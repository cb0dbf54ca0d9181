// Replaces global time, timers and randomness by those of the running execution. The virtual functions check whether a
// step is running: outside of one, the host's own code and other tests get the real functions.

import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

import { clockTime } from "../../kernel/index.ts";
import { inStep } from "./in-step.ts";
import type { AnyFunction } from "./in-step.ts";
import { keptTimerPatches, TIMER_PATCHES } from "./timer-patches.ts";
import { virtualDate } from "./virtual-date.ts";
import { abortInstead, exitInstead, killInstead, reallyExitInstead } from "./virtual-exit.ts";
import { fillRandom, virtualFraction, virtualInteger, virtualUuid } from "./virtual-random.ts";
/** The replacement of a global function while explorations run. */
export interface Patch {
  readonly target: object;
  readonly key: string;
  readonly make: (real: AnyFunction) => unknown;
}

const PATCHES: readonly Patch[] = [
  { target: globalThis, key: "Date", make: virtualDate },
  { target: Math, key: "random", make: inStep(virtualFraction) },
  { target: performance, key: "now", make: inStep(clockTime) },
  { target: process, key: "hrtime", make: virtualHrtime },
  { target: process, key: "exit", make: inStep(exitInstead) },
  { target: process, key: "reallyExit", make: inStep(reallyExitInstead) },
  { target: process, key: "abort", make: inStep(abortInstead) },
  { target: process, key: "kill", make: (real) => inStep(killInstead(real))(real) },
  ...TIMER_PATCHES,
  { target: globalThis.crypto, key: "randomUUID", make: inStep(virtualUuid) },
  { target: globalThis.crypto, key: "getRandomValues", make: inStep(fillRandom) },
  { target: crypto, key: "randomUUID", make: inStep(virtualUuid) },
  { target: crypto, key: "randomBytes", make: inStep((size: number) => fillRandom(Buffer.alloc(size))) },
  { target: crypto, key: "randomInt", make: inStep(virtualInteger) },
];

/**
 * Installs the virtual globals; the returned function restores the real ones.
 * @param others further functions to replace
 */
export function installVirtualGlobals(others: readonly Patch[] = []): () => void {
  const undo = [...PATCHES, ...keptTimerPatches(), ...others].map(replace);
  syncBuiltinESMExports();
  return () => {
    for (const step of undo.toReversed()) step();
    syncBuiltinESMExports();
  };
}

/**
 * Replaces a real function by a virtual one; the returned function restores it. It assigns where possible: redefining a
 * property of `Math` would permanently slow down every `Math.imul` of the process.
 */
function replace({ target, key, make }: Patch): () => void {
  const before = Object.getOwnPropertyDescriptor(target, key);
  const real: AnyFunction = Reflect.get(target, key);
  const virtual = make(real);
  if (before?.writable === true) {
    Reflect.set(target, key, virtual);
    return () => {
      Reflect.set(target, key, real);
    };
  }
  Object.defineProperty(target, key, { value: virtual, writable: true, configurable: true, enumerable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(target, key);
    else Object.defineProperty(target, key, before);
  };
}

/** `process.hrtime` and `process.hrtime.bigint`, in virtual nanoseconds. */
function virtualHrtime(real: AnyFunction): unknown {
  const hrtime = inStep((before: readonly [number, number] = [0, 0]) => {
    const nanoseconds =
      BigInt(Math.round(clockTime() * 1e6)) - (BigInt(before[0]) * 1_000_000_000n + BigInt(before[1]));
    return [Number(nanoseconds / 1_000_000_000n), Number(nanoseconds % 1_000_000_000n)];
  })(real);
  const bigint = inStep(() => BigInt(Math.round(clockTime() * 1e6)))(Reflect.get(real, "bigint"));
  return Object.assign(hrtime, { bigint });
}
