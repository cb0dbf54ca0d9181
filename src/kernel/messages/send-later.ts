// Messages that a server sends to itself at a later virtual time, as `Process.send_after` does.

import { actingActor } from "../operations/attribution.ts";
import { requireTask } from "../operations/current.ts";
import type { Task } from "../operations/task.ts";
import { startTimer } from "../time/timer.ts";

/** When a message is to come. */
export interface LaterMessage {
  /** For a trace. */
  readonly label: string;
  /** Virtual milliseconds from now. */
  readonly delay: number;
  /** Whether it is one of many: alone, it does not keep an execution going. */
  readonly isInterval?: boolean;
}

/**
 * Has `message` arrive at the calling server after a delay, in the step in which the timer fires.
 * @returns the timer, for `stopTimer`; it is taken back when the server ends
 */
export function messageLater(message: unknown, { delay, isInterval = false, label }: LaterMessage): Task {
  const actor = actingActor();
  return startTimer(actor, requireTask(), {
    label,
    delay,
    isInterval,
    object: actor.mailbox,
    fire: (timer) => {
      actor.execution.deliver(actor, actor, { kind: "message", message }, timer);
    },
  });
}
