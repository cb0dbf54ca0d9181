// Cancellation as in anyio: the actor's pending operations are withdrawn and fail, and so does every later operation
// outside a shield. The actor's code continues and decides how to end.

import { UsageError } from "../../errors.ts";
import { Access } from "../../trace/index.ts";
import type { Actor } from "./actor.ts";
import { actingActor } from "../operations/attribution.ts";
import { Cancelled } from "../operations/cancelled.ts";
import { hashCause } from "../operations/class-hash.ts";
import { requireTask } from "../operations/current.ts";
import { abandonWaits, exitNow, touchReplyObjects } from "./exit.ts";
import { sendAs } from "../messages/send.ts";
import type { Pid } from "../../trace/index.ts";
import type { Task } from "../operations/task.ts";

/** The cancellation state of an actor; created when it is first cancelled or shields itself. */
export class Cancellation {
  isRequested = false;
  /** The number of shields in force. */
  shields = 0;

  /** Whether operations fail now. */
  get isDue(): boolean {
    return this.isRequested && this.shields === 0;
  }
}

/**
 * Cancels an actor: its pending operations fail with `Cancelled`, and so does every operation that it calls from then
 * on, unless it is within `shield`. A signal like a kill, but the actor's code continues; an actor that throws
 * `Cancelled` exits with reason `cancelled`. A server between two messages exits immediately. An actor that has exited
 * ignores it. After the cancel scopes of anyio.
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `not-a-pid`, `foreign-pid`)
 */
export function cancel(pid: Pid): Promise<void> {
  return sendAs(pid, { kind: "cancel" });
}

/**
 * Runs `body` as if the calling actor were not cancelled; a cancellation takes effect when the outermost shield ends.
 * The shield covers everything that the actor does meanwhile. After anyio's shielded cancel scopes.
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `no-body`); any error of `body`
 * @example try { await receive(); } finally { await shield(() => names.unregister("db")); }
 */
export async function shield<T>(body: () => T | Promise<T>): Promise<T> {
  if (typeof body !== "function") {
    throw new UsageError("shield takes a function, the code to shield.", { code: "no-body" });
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

/** Handles the arrival of a cancellation at a living actor; `cause` is the task that delivers it. */
export function receiveCancel(actor: Actor, cause: Task): void {
  const { execution, handler } = actor;
  execution.causality?.onCancel(actor.key);
  touchReplyObjects(actor, cause);
  if (actor.isServer) execution.recordAccess(cause, actor.mailbox, Access.write);
  for (const task of actor.allTasks()) hashCause(task, cause.hashA, cause.hashB);
  actor.cancellation ??= new Cancellation();
  actor.cancellation.isRequested = true;
  execution.interceptsCalls = true;
  if (actor.status !== "running") return;
  if (handler?.isBusy === false) exitNow(actor, "cancelled", cause);
  else if (actor.cancellation.isDue) failWaits(actor, cause);
}

/** Fails all pending operations of an actor, in the running step. */
function failWaits(actor: Actor, cause: Task): void {
  const { execution, pid } = actor;
  const waiting = abandonWaits(actor);
  const [first] = waiting;
  if (first === undefined) return;
  execution.causality?.onCancel(actor.key);
  // Copied, since the tasks may be armed with other operations before `fail` runs.
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
