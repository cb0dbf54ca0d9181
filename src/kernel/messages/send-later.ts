// Messages that a server sends to itself at a later virtual time, like `Process.send_after`.

import { actingActor } from "../operations/attribution.ts";
import { requireTask } from "../operations/current.ts";
import type { Task } from "../operations/task.ts";
import { startTimer } from "../time/timer.ts";

/** Options for `messageLater`. */
export interface DelayedMessage {
  /** The name of the timer in traces. */
  readonly label: string;
  /** Virtual milliseconds from now. */
  readonly delay: number;
  /** Whether it repeats: interval timers alone do not keep an execution running. */
  readonly isInterval?: boolean;
}

/**
 * Delivers `message` to the calling server after a delay, in the step in which the timer fires.
 * @returns the timer, for `stopTimer`; it is stopped when the server exits
 */
export function messageLater(message: unknown, { delay, isInterval = false, label }: DelayedMessage): Task {
  const actor = actingActor();
  return startTimer(actor, requireTask(), {
    label,
    delay,
    isInterval,
    isServerTimer: true,
    object: actor.mailbox,
    fire: (timer) => {
      actor.execution.deliver(actor, actor, { kind: "message", message }, timer);
    },
  });
}
