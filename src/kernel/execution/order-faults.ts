// The order of faults with the steps that are taken only when nothing else is enabled: a fault can come before or after.

import { Access, QUIESCENCE_KIND, Role } from "../../trace/index.ts";
import type { Task } from "../operations/task.ts";
import type { Execution } from "./execution.ts";

/** Called before a step of an execution with faults. */
export function orderFaults(execution: Execution, task: Task): void {
  const { settings, timers } = execution;
  if (task.role === Role.fault) {
    timers.disableAtFault();
    execution.recordAccess(task, timers.quiescence, Access.read);
  } else if (task.kind === QUIESCENCE_KIND || (task.role === Role.timer && settings.time === "lazy")) {
    execution.recordAccess(task, timers.quiescence, Access.write);
  }
}
