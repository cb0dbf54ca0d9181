// Reporting the operations that are pending when an execution ends to a reduction: other executions may perform them.

import { Role } from "../../trace/index.ts";
import type { Execution } from "./execution.ts";
import type { AnyObject } from "../operations/operation.ts";

/** Reports to the reduction, if there is one, which operations are enabled and which are blocked. */
export function reportPending({ actors, causality, isQuiescent, outcome, ruleMonitor, ready }: Execution): void {
  if (causality === undefined) return;
  if (isQuiescent) causality.onQuiescent();
  else if (outcome?.kind === "violated") causality.onViolated();
  for (const task of ready.tasks) causality.onLeft(task, ruleMonitor?.wouldTouch(task) ?? NOTHING);
  for (const actor of actors) {
    for (const task of actor.allTasks()) {
      if (task.isArmed && task.slot < 0 && task.role === Role.task && !task.isSuspended)
        causality.onLeft(task, ruleMonitor?.wouldTouch(task) ?? NOTHING);
    }
  }
}

const NOTHING: readonly AnyObject[] = [];
