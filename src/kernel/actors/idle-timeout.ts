// The time-out of a server that waits for its next message. Any message ends the waiting; a suspension does, too, and it
// begins anew with the end of that.

import type { Actor } from "./actor.ts";
import type { Handler } from "./message-handler.ts";
import type { Task } from "../operations/task.ts";
import { startTimer, stopTimer } from "../time/timer.ts";

/** Starts the time-out of a server that waits for a message, if its handler wants one; `cause` is the task that does so. */
export function startIdleTimeout(actor: Actor, handler: Handler, cause: Task): void {
  const { idleTimeout: delay } = handler;
  if (delay === undefined || actor.status !== "running") return;
  handler.idleTimer = startTimer(actor, cause, {
    label: "timeout",
    delay,
    isServerTimer: true,
    object: actor.mailbox,
    fire: (timer) => {
      actor.execution.deliver(actor, actor, { kind: "message", message: handler.idleMessage }, timer);
    },
  });
}

/** Ends the waiting of a server. */
export function stopIdleTimeout(handler: Handler): void {
  if (handler.idleTimer !== undefined) stopTimer(handler.idleTimer);
  handler.idleTimer = undefined;
}
