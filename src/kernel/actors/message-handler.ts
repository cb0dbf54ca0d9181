// Servers: actors that handle messages by a function instead of running an async function. A message is delivered and
// handled in one step, without a promise: handling it later would be equivalent to delivering it later. Only while an
// asynchronous handler runs do messages wait in the mailbox.

import { Access } from "../../trace/index.ts";
import type { Actor } from "./actor.ts";
import { freeTask, handlerAttribution } from "../operations/attribution.ts";
import type { Attribution } from "../operations/attribution.ts";
import { crashActor, finishActor } from "./exit.ts";
import { startIdleTimeout, stopIdleTimeout } from "./idle-timeout.ts";
import type { Mailbox } from "../signals/mailbox.ts";
import { DEFERRED, Operation } from "../operations/operation.ts";
import type { AnyOperation } from "../operations/operation.ts";
import type { Task } from "../operations/task.ts";

/** The message handler of a server. */
export interface Handler {
  /** Handles one message. The handling is atomic unless a promise is returned. */
  handle(message: unknown): void | Promise<void>;
  /** Set by the kernel while an asynchronous handler runs, and permanently when the server is about to exit. */
  isBusy: boolean;
  /**
   * Set by the kernel while the server is suspended: `due` while it still handles a message, then `held`. The server is
   * busy in both states.
   */
  suspension?: "due" | "held" | undefined;
  /** A message that is handled before all others. Default: none. */
  readonly first?: unknown;
  /** Virtual milliseconds of waiting for a message after which it is passed `idleMessage`. Default: it waits. */
  readonly idleTimeout?: number | undefined;
  readonly idleMessage?: unknown;
  /** Set by the kernel while it waits so. */
  idleTimer?: Task | undefined;
}

/** Whether the handler of `actor` can take an arriving message; otherwise the message waits in the mailbox. */
export function isFree({ mailbox }: Actor, { isBusy }: Handler): boolean {
  return !isBusy && mailbox.state.size === 0;
}

/** Passes `message` to the handler of `actor`, which is free. */
export function handOver({ execution, task }: Actor, handler: Handler, message: unknown, cause: Task): void {
  execution.addCause(task, cause);
  handle(task, handler, message);
  if (handler.idleTimeout !== undefined && !handler.isBusy) startIdleTimeout(task.actor, handler, task);
}

/** Handles a message as `task`, which may have a pending operation that an earlier handler did not await. */
function handle(task: Task, handler: Handler, message: unknown): void {
  const { actor } = task;
  const { execution } = actor;
  if (handler.idleTimer !== undefined) stopIdleTimeout(handler);
  const attribution = execution.attribution === undefined ? undefined : handlerAttribution(execution);
  execution.runningStep.setResumed(task);
  execution.runningStep.isInline = true;
  let result: void | Promise<void> = undefined;
  try {
    result = attribution === undefined ? handler.handle(message) : handleAs(attribution, actor, handler, message);
  } catch (error) {
    crashActor(actor, error);
  }
  execution.runningStep.isInline = false;
  if (result === undefined) {
    // A synchronous handler needs no drain, unless other actors may wait for promises that it settled: then there is one
    // at the end of the step, as if the handler had not run, since the order of what is enabled must be the same.
    execution.runningStep.clearResumed();
    if (attribution !== undefined) execution.runningStep.drainAtEnd(task);
    return;
  }
  handler.isBusy = true;
  releaseAfter(result, task, handler);
}

// Kept apart, since a function that creates closures allocates its variables: most messages need none.

function handleAs(attribution: Attribution, actor: Actor, handler: Handler, message: unknown): void | Promise<void> {
  return attribution.run(actor, () => handler.handle(message));
}

function releaseAfter(handled: Promise<void>, task: Task, handler: Handler): void {
  const { actor } = task;
  handled.then(
    () => {
      // A message that arrives earlier is handled later, in a step of its own.
      actor.execution.recordAccess(task, actor.mailbox, Access.write);
      releaseHandler(actor, handler, task);
    },
    (error: unknown) => {
      handler.isBusy = false;
      crashActor(actor, error);
    },
  );
}

/** Installs the handler of a server; it handles the messages that have arrived already first. */
export function installHandler(actor: Actor, handler: Handler): void {
  actor.handler = handler;
  // As after an asynchronous handler: messages that have arrived already are handled in steps of their own.
  actor.execution.recordAccess(actor.task, actor.mailbox, Access.write);
  if (handler.first === undefined) {
    releaseHandler(actor, handler);
    return;
  }
  handler.isBusy = true;
  if (actor.status === "running") actor.execution.arm(freeTask(actor), HANDLE_FIRST, actor.mailbox, handler);
}

/** Frees the handler after a message, in the step of `task`, and arms the handling of the next one if there is any. */
export function releaseHandler(actor: Actor, handler: Handler, task: Task = actor.task): void {
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
  } else if (handler.idleTimeout !== undefined) startIdleTimeout(actor, handler, task);
}

/** Withdraws the pending handling of the next message. */
export function withdrawNextMessage(actor: Actor): void {
  const next = actor.allTasks().find((task) => task.isArmed && task.operation === HANDLE_NEXT);
  if (next !== undefined) actor.execution.withdraw(next);
}

const HANDLE_NEXT: AnyOperation = new Operation<Mailbox, Handler, unknown>({
  kind: "handle",
  access: Access.write,
  endsWithBody: true,
  perform(mailbox, handler, task) {
    handle(task, handler, mailbox.shift()?.message);
    if (!handler.isBusy) releaseHandler(task.actor, handler, task);
    return DEFERRED;
  },
});

const HANDLE_FIRST: AnyOperation = new Operation<Mailbox, Handler, unknown>({
  kind: "continue",
  access: Access.write,
  endsWithBody: true,
  perform(_mailbox, handler, task) {
    handler.isBusy = false;
    handle(task, handler, handler.first);
    if (!handler.isBusy) releaseHandler(task.actor, handler, task);
    return DEFERRED;
  },
  show: () => [],
});
