// The faults that apply to every program. Other faults are armed by the layers whose objects they affect.

import type { Execution } from "../kernel/index.ts";
import { allowKills } from "./kill.ts";

/** Arms the faults that the settings of an execution allow. Call it before the execution begins. */
export function allowFaults(execution: Execution): void {
  if (execution.settings.faults.kill > 0) allowKills(execution);
}
