// Sending messages.

import { must, UsageError } from "../../errors.ts";
import { Access, Pid } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import type { Execution } from "../execution/execution.ts";
import { operate } from "../operations/operate.ts";
import { actingActor } from "../operations/attribution.ts";
import { requireTask } from "../operations/current.ts";
import { isRemote } from "../signals/location.ts";
import { Operation } from "../operations/operation.ts";
import type { AnyObject, SignalContent } from "../operations/operation.ts";
import { channelBetween, sendSignal } from "../signals/send-signal.ts";
import type { Signal } from "../signals/signal.ts";
import { isAppended, contentOf, touchedBy } from "../signals/channel.ts";
import type { Task } from "../operations/task.ts";

/**
 * The actor behind a pid.
 * @throws UsageError (`not-a-pid`, `foreign-pid`)
 */
export function actorOf(pid: Pid): Actor {
  return actorIn(requireTask().actor.execution, pid);
}

function actorIn(execution: Execution, pid: Pid): Actor {
  // A caller without types may pass anything.
  const known = pid as Pid | undefined;
  const actor = known === undefined ? undefined : execution.actors[known.id];
  if (actor !== undefined && actor.pid === pid) return actor;
  throw noSuchActor(pid);
}

/** The error for a value that is not a pid, or a pid of another execution. */
export function noSuchActor(pid: unknown): UsageError {
  return pid instanceof Pid
    ? new UsageError(
        `${String(pid)} is an actor of another execution. Do not keep pids outside the program: each execution spawns ` +
          "its own actors.",
        { code: "foreign-pid" },
      )
    : new UsageError(`Expected the pid of an actor, but got ${String(pid)}. Pass the result of spawn() or self().`, {
        code: "not-a-pid",
      });
}

/** The object that sending a message touches: the channel, or with instant signals the receiver's mailbox. */
export function messageObject(sender: Actor, receiver: Actor): AnyObject {
  if (isRemote(sender, receiver))
    return must(sender.location, "a remote actor has a location").linkObject(sender, receiver);
  return isInstant(sender, receiver) ? receiver.mailbox : channelBetween(sender, receiver).object;
}

/** Whether a signal arrives in the step that sends it. */
function isInstant(sender: Actor, receiver: Actor): boolean {
  if (isRemote(sender, receiver)) return false;
  return sender.execution.isInstant || sender === receiver;
}

/**
 * Sends a message. Messages of one sender arrive in order; a message to an actor that has exited is dropped. In a
 * synchronous server handler the message is sent in the handler's step. Erlang's `!`.
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `not-a-pid`, `foreign-pid`)
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { assertVerify, receive, send, spawn } from "heddle";
 *
 * await assertVerify(async () => {
 *   const printer = await spawn("printer", async () => {
 *     assert.equal(await receive<string>(), "page 1");
 *     assert.equal(await receive<string>(), "page 2");
 *   });
 *   await send(printer, "page 1");
 *   await send(printer, "page 2");
 * });
 * ```
 */
export function send(pid: Pid, message: unknown): Promise<void> {
  return sendAs(pid, { kind: "message", message });
}

/** Sends any signal. */
export function sendAs(pid: Pid, signal: Signal): Promise<void> {
  const task = requireTask();
  const { execution } = task.actor;
  const receiver = actorIn(execution, pid);
  const sender = execution.attribution === undefined ? task.actor : actingActor();
  if (sender.execution.runningStep.isInline) {
    sendUndeclared(sender, receiver, signal, task);
    return SENT;
  }
  if (!isInstant(sender, receiver)) return operate(SEND, messageObject(sender, receiver), { receiver, signal });
  return operate(isAppended(signal, receiver) ? SEND_AT_ONCE : SEND, touchedBy(signal, receiver), { receiver, signal });
}

/** Sends a message on behalf of another actor, in the running step. */
export function sendNow(sender: Actor, receiver: Actor, message: unknown, cause: Task): void {
  sendUndeclared(sender, receiver, { kind: "message", message }, cause);
}

/**
 * Sends a signal in a step whose operation has not declared that. The sender's other steps are in order with it, but what
 * the arrival of a question answers on its behalf is not.
 */
export function sendUndeclared(sender: Actor, receiver: Actor, signal: Signal, cause: Task): void {
  // A queue between nodes is touched where the signal joins it.
  if (!isRemote(sender, receiver) && !isInstant(sender, receiver)) {
    sender.execution.recordAccess(cause, channelBetween(sender, receiver).object, Access.write);
  }
  sendSignal(sender, receiver, signal, cause);
}

const SENT: Promise<void> = Promise.resolve();

interface Sending {
  readonly receiver: Actor;
  readonly signal: Signal;
}

const SENDING = {
  kind: "send",
  perform(_state: unknown, { receiver, signal }: Sending, task: Task): void {
    sendSignal(task.actor, receiver, signal, task);
  },
  show: (): readonly unknown[] => [],
  signal: ({ signal }: Sending): SignalContent | undefined => contentOf(signal),
};

const SEND = new Operation<unknown, Sending, void>({ ...SENDING, access: Access.write });

/** Sends a message that is appended to a mailbox in the same step. */
const SEND_AT_ONCE = new Operation<unknown, Sending, void>({ ...SENDING, access: Access.append });
