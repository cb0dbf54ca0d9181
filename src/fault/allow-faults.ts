// The faults that apply to every program. Other faults are armed by the layers whose objects they affect.

import type { Actor, Execution } from "../kernel/index.ts";
import { allowKills } from "./kill.ts";
import { allowStalls } from "./stall.ts";

/** Arms the faults that the settings of an execution allow. Call it before the execution begins. */
export function allowFaults(execution: Execution): void {
  const { clocks, faults } = execution.settings;
  const arms: ((actor: Actor) => void)[] = [];
  if (faults.kill > 0) arms.push(allowKills(execution));
  if (faults.stall > 0 && clocks === "own") arms.push(allowStalls(execution));
  if (arms.length === 0) return;
  execution.onSpawn = (actor) => {
    for (const arm of arms) arm(actor);
  };
}
