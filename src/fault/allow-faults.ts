// The faults that strike whatever a program consists of. Others are armed by the floors whose objects they strike.

import type { Execution } from "../kernel/index.ts";
import { allowKills } from "./kill.ts";

/** Arms, in an execution that has not begun, the faults that its settings allow. */
export function allowFaults(execution: Execution): void {
  if (execution.settings.faults.kill > 0) allowKills(execution);
}
