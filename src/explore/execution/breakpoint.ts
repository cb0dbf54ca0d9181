// The breakpoint at which a debugger pauses before a step of a replay.

import type { Step } from "../../trace/index.ts";

/**
 * Pauses an attached debugger; has no effect without one. `step` is about to be performed; the code of its actor
 * continues after it. Pausing and stepping change nothing, since executions use no real clock.
 */
export function pauseForDebugger(step: Step): Step {
  // oxlint-disable-next-line no-debugger -- the purpose of this function
  debugger;
  return step;
}
