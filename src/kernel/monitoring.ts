// Monitors made and taken back within a step: by the operations of that name, and by handlers of the floors above.

import { Access } from "../trace/index.ts";
import type { Actor } from "./actor.ts";
import { MonitorRef } from "./monitor-ref.ts";
import { sendSignal } from "./signals.ts";
import type { Task } from "./task.ts";

/** The actor of `task` watches another from the running step on, which has declared that it touches its life. */
export function watch(target: Actor, task: Task): MonitorRef {
  const ref = new MonitorRef(target.execution.nextRefId(), task.actor, target);
  if (target.isAlive) {
    target.watchers ??= [];
    target.watchers.push(ref);
  } else {
    sendSignal(target, task.actor, { kind: "down", ref, reason: "noproc" }, task);
  }
  return ref;
}

/** The actor of `cause` watches another from the running step on. */
export function monitorNow(target: Actor, cause: Task): MonitorRef {
  target.execution.touch(cause, target.life, Access.read);
  return watch(target, cause);
}

/** Takes a monitor back in the running step. */
export function demonitorNow(ref: MonitorRef, cause: Task): void {
  const { execution, life } = ref.target;
  execution.touch(cause, life, Access.read);
  execution.touch(cause, ref.object, Access.write);
  ref.retire();
}
