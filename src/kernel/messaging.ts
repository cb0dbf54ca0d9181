// Sending.

import { UsageError } from "../errors.ts";
import { Access, Pid } from "../trace/index.ts";
import type { Actor } from "./actor.ts";
import { operate } from "./arm.ts";
import { actingActor } from "./attribution.ts";
import { requireTask } from "./current.ts";
import { Operation } from "./operation.ts";
import type { AnyObject } from "./operation.ts";
import { channelBetween, sendSignal } from "./signals.ts";
import type { Signal } from "./signal.ts";
import { showSignal } from "./channel.ts";

/**
 * The actor behind a pid.
 * @throws UsageError (`not-a-pid`, `foreign-pid`)
 */
export function actorOf(pid: Pid): Actor {
  const { execution } = requireTask().actor;
  // A caller without types may pass anything.
  const known = pid as Pid | undefined;
  const actor = known === undefined ? undefined : execution.actors[known.id];
  if (actor !== undefined && actor.pid === pid) return actor;
  throw noSuchActor(pid);
}

function noSuchActor(pid: unknown): UsageError {
  return pid instanceof Pid
    ? new UsageError(
        `${String(pid)} is an actor of another execution. Keep pids inside the program: each execution spawns its own.`,
        { code: "foreign-pid" },
      )
    : new UsageError(`Expected the pid of an actor, but got ${String(pid)}. Pass what spawn() or self() gave.`, {
        code: "not-a-pid",
      });
}

/** What sending a signal touches: the channel, or with instant signals what it changes at the other end. */
export function signalObject(sender: Actor, receiver: Actor, signal?: Signal["kind"]): AnyObject {
  if (!sender.execution.isInstant && sender !== receiver) return channelBetween(sender, receiver).object;
  return signal === "exit" || signal === "kill" ? receiver.life : receiver.mailbox;
}

/**
 * Sends a message. Messages of one sender arrive in order; a message to an actor that has ended is dropped.
 * In a synchronous server handler the message leaves in the handler's step.
 */
export function send(pid: Pid, message: unknown): Promise<void> {
  return sendAs(pid, { kind: "message", message });
}

/** Sends any signal. */
export function sendAs(pid: Pid, signal: Signal): Promise<void> {
  const receiver = actorOf(pid);
  const sender = actingActor();
  if (sender.execution.isInline) {
    sendSignal(sender, receiver, signal, requireTask());
    return SENT;
  }
  return operate(SEND, signalObject(sender, receiver, signal.kind), { receiver, signal });
}

const SENT: Promise<void> = Promise.resolve();

const SEND = new Operation<unknown, { readonly receiver: Actor; readonly signal: Signal }, void>({
  kind: "send",
  access: Access.write,
  perform(_state, { receiver, signal }, task) {
    sendSignal(task.actor, receiver, signal, task);
  },
  show: ({ signal }) => showSignal(signal),
});
