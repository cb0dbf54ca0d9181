// Replaces global time, timers and randomness by those of the running execution. The virtual functions check whether a
// step is running: outside of one, the host's own code and other tests get the real functions.

import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import timersPromises from "node:timers/promises";

import { inStep, replace } from "./patch.ts";
import type { AnyFunction, Patch } from "./patch.ts";
import { clockPatches } from "./virtual-clock.ts";
import { abortInstead, exitInstead, killInstead, reallyExitInstead } from "./virtual-exit.ts";
import { RANDOM_PATCHES } from "./virtual-random.ts";
import {
  abortAfter,
  clearVirtual,
  sleepFor,
  sleepImmediately,
  startImmediate,
  startInterval,
  startTimeout,
  tick,
  VirtualTimeout,
} from "./virtual-timers.ts";

/** Clears a virtual timer wherever it is called, and a real one through the real function. */
function clearing(real: AnyFunction): AnyFunction {
  return (timer: never): void => {
    if ((timer as unknown) instanceof VirtualTimeout) clearVirtual(timer);
    else real(timer);
  };
}

const TIMER_PATCHES: readonly Omit<Patch, "target">[] = [
  { key: "setTimeout", make: inStep(startTimeout) },
  { key: "setInterval", make: inStep(startInterval) },
  { key: "setImmediate", make: inStep(startImmediate) },
  { key: "clearTimeout", make: clearing },
  { key: "clearInterval", make: clearing },
  { key: "clearImmediate", make: clearing },
];

const PATCHES: readonly Patch[] = [
  { target: process, key: "exit", make: inStep(exitInstead) },
  { target: process, key: "reallyExit", make: inStep(reallyExitInstead) },
  { target: process, key: "abort", make: inStep(abortInstead) },
  { target: process, key: "kill", make: (real) => inStep(killInstead(real))(real) },
  ...[globalThis, timers].flatMap((target) => TIMER_PATCHES.map((patch) => ({ target, ...patch }))),
  { target: timersPromises, key: "setTimeout", make: inStep(sleepFor) },
  { target: timersPromises, key: "setImmediate", make: inStep(sleepImmediately) },
  { target: timersPromises, key: "setInterval", make: inStep(tick) },
  { target: AbortSignal, key: "timeout", make: inStep(abortAfter) },
  ...RANDOM_PATCHES,
];

/**
 * Installs the virtual globals; the returned function restores the real ones.
 * @param others further functions to replace
 */
export function installVirtualGlobals(others: readonly Patch[] = []): () => void {
  const undo = [...PATCHES, ...clockPatches(), ...others].map(replace);
  syncBuiltinESMExports();
  return () => {
    for (const step of undo.toReversed()) step();
    syncBuiltinESMExports();
  };
}
