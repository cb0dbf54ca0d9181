// An actor that is a function of messages instead of an async function: a message reaches it and is handled in one
// step, with no promise. The step of delivery performs the handler: handling later would be the same as
// delivering later. Only while an asynchronous handler runs do messages wait in the mailbox.

import { Access } from "../../trace/index.ts";
import type { Actor } from "./actor.ts";
import { freeTask } from "../operations/attribution.ts";
import { crashActor, finishActor } from "./exit.ts";
import type { Mailbox } from "../signals/mailbox.ts";
import { DEFERRED, Operation } from "../operations/operation.ts";
import type { AnyOperation } from "../operations/operation.ts";
import type { Task } from "../operations/task.ts";

/** What handles an actor's messages. */
export interface Handler {
  /** Handles one message. The handling is atomic unless a promise is returned. */
  handle(message: unknown): void | Promise<void>;
  /** Set by the kernel while an asynchronous handling is under way, and for good when the server is about to exit. */
  isBusy: boolean;
  /** Set by the kernel while the server is suspended: `due` once it has handled a message, `held` from now on; it is busy then. */
  suspension?: "due" | "held" | undefined;
}

/** Whether the handler of `actor` can take a message that arrives; else it waits in the mailbox. */
export function isFree({ mailbox }: Actor, { isBusy }: Handler): boolean {
  return !isBusy && mailbox.state.size === 0;
}

/** Gives `message` to the handler of `actor`, which is free. */
export function handOver({ execution, task }: Actor, handler: Handler, message: unknown, cause: Task): void {
  execution.addCause(task, cause);
  handle(task, handler, message);
}

/** Handles a message as `task`, which may have an operation pending that an earlier handling did not await. */
function handle(task: Task, handler: Handler, message: unknown): void {
  const { actor } = task;
  const { execution } = actor;
  const { attribution } = execution;
  execution.runningStep.setResumed(task);
  execution.runningStep.isInline = true;
  let result: void | Promise<void> = undefined;
  try {
    result =
      attribution === undefined ? handler.handle(message) : attribution.run(actor, () => handler.handle(message));
  } catch (error) {
    crashActor(actor, error);
  }
  execution.runningStep.isInline = false;
  if (result === undefined) {
    // A synchronous handler needs no drain, unless others may wait for promises that it settled.
    if (attribution === undefined) execution.runningStep.clearResumed();
    return;
  }
  handler.isBusy = true;
  result.then(
    () => {
      // A message that arrives before is handled later, in a step of its own.
      execution.recordAccess(task, actor.mailbox, Access.write);
      release(actor, handler);
    },
    (error: unknown) => {
      handler.isBusy = false;
      crashActor(actor, error);
    },
  );
}

/** From now on `handler` takes the actor's messages, those that have arrived already first. */
export function wakeHandler(actor: Actor, handler: Handler): void {
  actor.handler = handler;
  // As after an asynchronous handling: what has arrived already is handled in steps of its own.
  actor.execution.recordAccess(actor.task, actor.mailbox, Access.write);
  release(actor, handler);
}

/** The handler is done with a message. */
export function release(actor: Actor, handler: Handler): void {
  if (actor.status !== "running") return;
  if (handler.suspension !== undefined) {
    handler.suspension = "held";
    return;
  }
  handler.isBusy = false;
  if (actor.cancellation?.isDue === true) {
    finishActor(actor, "cancelled");
    return;
  }
  if (actor.mailbox.state.size > 0) {
    actor.execution.arm(freeTask(actor), HANDLE_NEXT, actor.mailbox, handler);
  }
}

/** Takes back that the next message is about to be handled. */
export function holdBack(actor: Actor): void {
  const next = actor.allTasks().find((task) => task.isArmed && task.operation === HANDLE_NEXT);
  if (next === undefined) return;
  actor.execution.causality?.onWithdraw(next);
  actor.execution.disarm(next);
}

const HANDLE_NEXT: AnyOperation = new Operation<Mailbox, Handler, unknown>({
  kind: "handle",
  access: Access.write,
  perform(mailbox, handler, task) {
    handle(task, handler, mailbox.shift()?.message);
    if (!handler.isBusy) release(task.actor, handler);
    return DEFERRED;
  },
});
