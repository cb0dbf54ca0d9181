// What a task and the one who waits for it need beside the primitives: an answer in place of a down message, and ways to
// have done with each other that leave no message behind.

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
import type { Signal } from "../signals/signal.ts";

/**
 * Answers the one who monitors the caller: `{ kind: "reply", ref, value }` arrives in place of the down message, and
 * nothing if the monitor has been taken back.
 */
export async function replyInsteadOfDown(ref: MonitorRef, value: unknown): Promise<void> {
  await sendAs(ref.observer.pid, { kind: "answer", ref, value });
  // In the step of the sending. A down message would come behind the answer, and be dropped: whether there is one must not
  // depend on which comes first, the exit or the delivery of the answer.
  ref.removeFromTarget();
}

/** Takes a monitor back; tells whether it was still to say something. If not, its message is in the mailbox or was taken. */
export function demonitorFlush(ref: MonitorRef): Promise<boolean> {
  return operate(DEMONITOR_FLUSH, ref.target.life, ref);
}

/** Undoes the link to an actor and has it end, in one step, so that nobody is left behind between the two. */
export function unlinkAndStop(pid: Pid, how: "shutdown" | "kill"): Promise<void> {
  const target = actorOf(pid);
  return operate(UNLINK_AND_STOP, target.life, {
    target,
    signal: how === "kill" ? { kind: "kill" } : { kind: "exit", reason: how },
    object: messageObject(actingActor(), target),
  });
}

/** Whether the calling actor has linked itself to another, at its spawn or later, and whatever became of the link. */
export function hasLinked(pid: Pid): boolean {
  const actor = actingActor();
  return actorOf(pid).links?.get(actor)?.initiator === actor;
}

const DEMONITOR_FLUSH = new Operation<Actor, MonitorRef, boolean>({
  kind: "demonitor",
  access: Access.read,
  secondObject: (ref) => ref.object,
  perform(_target, ref) {
    const wasActive = ref.isActive;
    ref.deactivate();
    return wasActive;
  },
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
