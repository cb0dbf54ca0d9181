// Replaces global time, timers and randomness by those of the running execution. The virtual functions check whether a
// step is running: outside of one, the host's own code and other tests get the real functions.

import { syncBuiltinESMExports } from "node:module";

import { inStep, replace } from "./patch.ts";
import type { Patch } from "./patch.ts";
import { isInVitest, makeFakeTimers } from "./fake-timers.ts";
import { installAwaitHooks } from "./instrumented.ts";
import { keptTimerPatches, TIMER_PATCHES } from "./timer-patches.ts";
import { clockPatches } from "./virtual-clock.ts";
import { abortInstead, exitInstead, killInstead, reallyExitInstead } from "./virtual-exit.ts";
import { PROCESS_PATCHES } from "./virtual-process.ts";
import { RANDOM_PATCHES } from "./virtual-random.ts";

const PATCHES: readonly Patch[] = [
  { target: process, key: "exit", make: inStep(exitInstead) },
  { target: process, key: "reallyExit", make: inStep(reallyExitInstead) },
  { target: process, key: "abort", make: inStep(abortInstead) },
  { target: process, key: "kill", make: (real) => inStep(killInstead(real))(real) },
  ...PROCESS_PATCHES,
  ...TIMER_PATCHES,
  ...RANDOM_PATCHES,
];

/**
 * Installs the virtual globals; the returned function restores the real ones.
 * @param others further functions to replace
 */
export function installVirtualGlobals(others: readonly Patch[] = []): () => void {
  const undo = [...PATCHES, ...keptTimerPatches(), ...clockPatches(), ...others].map(replace);
  const uninstallHooks = installAwaitHooks();
  syncBuiltinESMExports();
  makeFakeTimers();
  return () => {
    uninstallHooks();
    for (const step of undo.toReversed()) step();
    syncBuiltinESMExports();
  };
}

// Before a test can have used fake timers: what they keep then must not be real.
if (isInVitest()) installVirtualGlobals()();
