// What is pending when an execution ends, for a reduction: other executions may come to perform it.

import { Role } from "../../trace/index.ts";
import type { Execution } from "./execution.ts";
import type { AnyObject } from "../operations/operation.ts";

/** Tells a reduction, if one listens, which operations could have been performed and which are blocked. */
export function reportPending({ actors, causality, isAtRest, ruleMonitor, ready }: Execution): void {
  if (causality === undefined) return;
  if (isAtRest) causality.onQuiescent();
  for (const task of ready.tasks) causality.onLeft(task, ruleMonitor?.wouldTouch(task) ?? NOTHING);
  for (const actor of actors) {
    for (const task of actor.allTasks()) {
      if (task.isArmed && task.slot < 0 && task.role === Role.task)
        causality.onLeft(task, ruleMonitor?.wouldTouch(task) ?? NOTHING);
    }
  }
}

const NOTHING: readonly AnyObject[] = [];
