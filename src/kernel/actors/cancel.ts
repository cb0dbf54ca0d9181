// Cancellation as in anyio: what the actor waits for is taken back and fails, and so does every operation from then on,
// but for those within a shield. The actor's code goes on, and ends as it likes.

import { UsageError } from "../../errors.ts";
import { Access } from "../../trace/index.ts";
import type { Actor } from "./actor.ts";
import { actingActor } from "../operations/attribution.ts";
import { Cancelled } from "../operations/cancelled.ts";
import { hashCause } from "../operations/class-hash.ts";
import { requireTask } from "../operations/current.ts";
import { exitNow, takeBackWaits, touchAnswers } from "./exit.ts";
import { sendAs } from "../messages/send.ts";
import type { Pid } from "../../trace/index.ts";
import type { Task } from "../operations/task.ts";

/** How far an actor is from being cancelled; made when it is first cancelled or shields itself. */
export class Cancellation {
  isRequested = false;
  /** How many shields it is in. */
  shields = 0;

  /** Whether operations fail. */
  get isDue(): boolean {
    return this.isRequested && this.shields === 0;
  }
}

/**
 * Cancels an actor: what it waits for fails with `Cancelled`, and so does every operation that it calls from then on,
 * unless it is within `shield`. A signal like a kill, but the actor's code goes on; an actor that lets `Cancelled` out
 * ends with reason `cancelled`. A server that is between two messages ends at once. Those who have ended ignore it.
 */
export function cancel(pid: Pid): Promise<void> {
  return sendAs(pid, { kind: "cancel" });
}

/**
 * Runs `body` as if the calling actor were not cancelled; a cancellation takes effect when the outermost shield ends. It
 * shields all that the actor does meanwhile.
 * @throws UsageError (`no-body`, `outside-execution`)
 * @example try { await receive(); } finally { await shield(() => names.unregister("db")); }
 */
export async function shield<T>(body: () => T | Promise<T>): Promise<T> {
  if (typeof body !== "function") {
    throw new UsageError("shield takes the code that it shields, a function.", { code: "no-body" });
  }
  const actor = actingActor();
  actor.cancellation ??= new Cancellation();
  const { cancellation } = actor;
  cancellation.shields += 1;
  try {
    return await body();
  } finally {
    cancellation.shields -= 1;
    if (cancellation.isDue && actor.status === "running") failWaits(actor, requireTask());
  }
}

/** A cancellation reaches an actor that is not dead; `cause` is the task that delivers it. */
export function receiveCancel(actor: Actor, cause: Task): void {
  const { execution, handler } = actor;
  execution.causality?.onCancel(actor.key);
  touchAnswers(actor, cause);
  if (actor.isServer) execution.recordAccess(cause, actor.mailbox, Access.write);
  for (const task of actor.allTasks()) hashCause(task, cause.hashA, cause.hashB);
  actor.cancellation ??= new Cancellation();
  actor.cancellation.isRequested = true;
  execution.interceptsCalls = true;
  if (actor.status !== "running") return;
  if (handler?.isBusy === false) exitNow(actor, "cancelled", cause);
  else if (actor.cancellation.isDue) failWaits(actor, cause);
}

/** All that the actor waits for fails, in the running step. */
function failWaits(actor: Actor, cause: Task): void {
  const { execution, pid } = actor;
  const waiting = takeBackWaits(actor);
  const [first] = waiting;
  if (first === undefined) return;
  execution.causality?.onCancel(actor.key);
  // Kept, since the tasks may be given other operations before the step comes to it.
  const waits = waiting.map(({ kind, resume }) => ({ kind, resume }));
  for (const task of waiting) if (task !== cause) execution.addCause(task, cause);
  const fail = (): void => {
    for (const { kind, resume } of waits) resume(Promise.reject<unknown>(new Cancelled(pid, kind)));
  };
  if (execution.runningStep.resumed?.actor === actor) {
    fail();
    return;
  }
  execution.runningStep.run(() => {
    execution.runningStep.setResumed(first);
    fail();
  });
}
