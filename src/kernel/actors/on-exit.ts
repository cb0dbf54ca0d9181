// Who is told of a death in the very step in which it happens, without a step of its own. For oracles that write down
// when an actor died; programs use monitors.

import { Access } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { Actor } from "./actor.ts";
import { requireTask } from "../operations/current.ts";
import { actorOf } from "../messages/send.ts";
import type { Task } from "../operations/task.ts";

/** Calls `tell` when an actor dies, with the task that acts in that step; at once when it has died already. */
export function onExit(pid: Pid, tell: (cause: Task) => void): void {
  const actor = actorOf(pid);
  const task = requireTask();
  actor.execution.recordAccess(task, actor.life, Access.read);
  if (!actor.isAlive) {
    tell(task);
    return;
  }
  actor.exitCallbacks ??= [];
  actor.exitCallbacks.push(tell);
}

/** An actor has just died. */
export function runExitCallbacks({ exitCallbacks = [] }: Actor, cause: Task): void {
  for (const tell of exitCallbacks) tell(cause);
}
