// Synchronous exit callbacks: called in the step in which an actor exits, without a step of their own. For oracles that
// record when an actor exited; programs use monitors.

import { Access } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { Actor } from "./actor.ts";
import { requireTask } from "../operations/current.ts";
import { actorOf } from "../messages/send.ts";
import type { Task } from "../operations/task.ts";

/** Calls `callback` when an actor exits, with the task of that step; immediately if it has exited already. */
export function onExit(pid: Pid, callback: (cause: Task) => void): void {
  const actor = actorOf(pid);
  const task = requireTask();
  actor.execution.recordAccess(task, actor.life, Access.read);
  if (!actor.isAlive) {
    callback(task);
    return;
  }
  actor.exitCallbacks ??= [];
  actor.exitCallbacks.push(callback);
}

/** Runs the callbacks of an actor that has just exited. */
export function runExitCallbacks({ exitCallbacks = [] }: Actor, cause: Task): void {
  for (const callback of exitCallbacks) callback(cause);
}
