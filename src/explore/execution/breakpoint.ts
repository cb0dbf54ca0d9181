// Where a debugger stands before a step of a replay.

import type { Step } from "../../trace/index.ts";

/**
 * Stops an attached debugger; without one it does nothing. `step` is about to be performed: what its actor does next
 * comes after it. Breakpoints and stepping change nothing, since no clock of the machine takes part.
 */
export function pauseForDebugger(step: Step): Step {
  // oxlint-disable-next-line no-debugger -- it is what this is for
  debugger;
  return step;
}
