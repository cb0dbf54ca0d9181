// Operations for tasks and their awaiting callers besides the primitives: a reply in place of a down message, and ways
// to end the relation that leave no message behind.

import { Access } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import { operate } from "../operations/operate.ts";
import { actingActor } from "../operations/attribution.ts";
import { contentOf } from "../signals/channel.ts";
import { removeLink } from "../signals/link.ts";
import { actorOf, messageObject, sendAs } from "./send.ts";
import type { MonitorRef } from "../signals/monitor-ref.ts";
import { Operation } from "../operations/operation.ts";
import type { AnyObject } from "../operations/operation.ts";
import { sendSignal } from "../signals/send-signal.ts";
import type { AnswerMessage, DownMessage, ExitMessage } from "../signals/send-signal.ts";
import type { Signal } from "../signals/signal.ts";

/**
 * Replies to the observer of a monitor of the caller: `{ kind: "reply", ref, value }` arrives in place of the down
 * message, or nothing if the monitor has been removed.
 */
export async function replyInsteadOfDown(ref: MonitorRef, value: unknown): Promise<void> {
  await sendAs(ref.observer.pid, { kind: "answer", ref, value });
  // In the step that sends the reply. A down message would arrive after the reply and be dropped: whether it is sent
  // must not depend on the order of the exit and the delivery of the reply.
  ref.removeFromTarget();
}

/**
 * Removes a monitor, and its message if that has arrived.
 * @returns the message; none if it has not arrived, or was taken before
 */
export function demonitorFlush(ref: MonitorRef): Promise<AnswerMessage | DownMessage | undefined> {
  return operate(DEMONITOR_FLUSH, ref.target.life, ref);
}

/** Removes the link to an actor and stops the actor, in one step, so that an interruption cannot leave it running. */
export function unlinkAndStop(pid: Pid, how: "shutdown" | "kill"): Promise<void> {
  const target = actorOf(pid);
  return operate(UNLINK_AND_STOP, target.life, {
    target,
    signal: how === "kill" ? { kind: "kill" } : { kind: "exit", reason: how },
    object: messageObject(actingActor(), target),
  });
}

/** Removes the link to an actor, and the EXIT that it has brought, whether that has arrived already or not. */
export function unlinkFlush(pid: Pid): Promise<void> {
  const target = actorOf(pid);
  return operate(UNLINK_FLUSH, target.life, target);
}

/**
 * Whether the calling actor has created a link to another, by its spawn or later, even if the link was removed since.
 */
export function hasLinked(pid: Pid): boolean {
  const actor = actingActor();
  return actorOf(pid).links?.get(actor)?.initiator === actor;
}

const DEMONITOR_FLUSH = new Operation<Actor, MonitorRef, AnswerMessage | DownMessage | undefined>({
  kind: "demonitor",
  access: Access.read,
  secondObject: (ref) => ref.object,
  perform(_target, ref, task) {
    if (ref.isActive) {
      ref.deactivate();
      return undefined;
    }
    // Ordered with the arrival of the message by the monitor, which both write.
    const { execution, mailbox } = task.actor;
    const isOurs = (message: unknown): boolean => ((message ?? {}) as Partial<DownMessage>).ref === ref;
    const queued = mailbox.state.take({ isMatch: isOurs });
    if (queued === undefined) return undefined;
    execution.recordAccess(task, mailbox, Access.take);
    return queued.message as AnswerMessage | DownMessage;
  },
});

const UNLINK_FLUSH = new Operation<Actor, Actor, void>({
  kind: "unlink",
  access: Access.read,
  perform(_life, target, task) {
    const { actor } = task;
    // Ordered with the arrival of the EXIT by the link, which both write.
    removeLink(target, actor, task);
    const { mailbox } = actor;
    const isExit = (message: unknown): boolean => {
      const { kind, pid } = (message ?? {}) as Partial<ExitMessage>;
      return kind === "exit" && pid === target.pid;
    };
    if (mailbox.state.size === 0 || mailbox.state.take({ isMatch: isExit }) === undefined) return;
    actor.execution.recordAccess(task, mailbox, Access.take);
  },
  show: () => [],
});

interface UnlinkAndStop {
  readonly target: Actor;
  readonly signal: Signal;
  readonly object: AnyObject;
}

const UNLINK_AND_STOP = new Operation<Actor, UnlinkAndStop, void>({
  kind: "dismiss",
  access: Access.read,
  secondObject: ({ object }) => object,
  perform(target, { signal }, task) {
    removeLink(target, task.actor, task);
    sendSignal(task.actor, target, signal, task);
  },
  show: () => [],
  signal: ({ signal }) => contentOf(signal),
});
