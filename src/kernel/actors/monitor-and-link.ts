// Monitors and links. At one location a monitor is active from the step that creates it; to a remote actor a request is
// sent, and one to link to a local actor, too: who exits before it arrives has been linked to nobody.

import { Access } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { Actor } from "./actor.ts";
import { operate } from "../operations/operate.ts";
import { actingActor } from "../operations/attribution.ts";
import { linkRemote, monitorRemote, unlinkRemote } from "../signals/remote.ts";
import { isRemote } from "../signals/location.ts";
import { createLink, lateLink, LinkFailed, removeLink, touchOwnLife } from "../signals/link.ts";
import { actorOf, messageObject } from "../messages/send.ts";
import type { MonitoredName } from "../signals/monitor-ref.ts";
import { MonitorRef } from "../signals/monitor-ref.ts";
import { Operation } from "../operations/operation.ts";
import { sendAfterExit, sendSignal } from "../signals/send-signal.ts";
import type { Task } from "../operations/task.ts";

/**
 * Monitors an actor: when it exits, one message `{ kind: "down", ref, pid, reason }` arrives; immediately and with
 * reason `noproc` if it has exited already; with reason `noconnection` if the connection to its node is lost. Erlang's
 * `monitor`.
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `not-a-pid`, `foreign-pid`)
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { assertVerify, monitor, pause, receive, spawn } from "heddle";
 * import type { DownMessage } from "heddle";
 *
 * await assertVerify(async () => {
 *   const worker = await spawn("worker", async () => {
 *     await pause();
 *   });
 *   const ref = await monitor(worker);
 *   const { reason } = await receive<DownMessage>({ kind: "down", ref });
 *   assert.match(String(reason), /normal|noproc/);
 * });
 * ```
 */
export function monitor(pid: Pid): Promise<MonitorRef> {
  return operateOn(pid, MONITOR, MONITOR_REMOTE);
}

/** Monitors an actor in the running step; `cause` is the task of the observer. */
export function monitorNow(target: Actor, cause: Task): MonitorRef {
  const { execution } = target;
  if (isRemote(cause.actor, target)) {
    execution.recordAccess(cause, messageObject(cause.actor, target), Access.write);
    return monitorRemote(target, cause);
  }
  execution.recordAccess(cause, target.life, Access.read);
  return monitorLocal(target, cause);
}

/**
 * Monitors the actor that holds a name, in the running step; `cause` is the task of the observer. Without a holder the
 * down message comes at once, about `absent`.
 */
export function monitorNamed(holder: Actor | undefined, named: MonitoredName, absent: Actor, cause: Task): MonitorRef {
  if (holder !== undefined) {
    const held = monitorNow(holder, cause);
    held.named = named;
    return held;
  }
  const { actor } = cause;
  const ref = MonitorRef.create(actor.execution.nextRefId(), actor, absent);
  ref.named = named;
  sendSignal(actor, actor, { kind: "down", ref, reason: "noproc" }, cause);
  return ref;
}

/**
 * Removes a monitor. A down message that has arrived already stays in the mailbox. Erlang's `demonitor`.
 * @throws UsageError (`outside-execution`, `operation-in-rule`)
 */
export function demonitor(ref: MonitorRef): Promise<void> {
  return operate(DEMONITOR, isRemote(ref.observer, ref.target) ? undefined : ref.target.life, ref);
}

/** Removes a monitor in the running step. */
export function demonitorNow(ref: MonitorRef, cause: Task): void {
  const { execution } = cause.actor;
  if (!isRemote(ref.observer, ref.target)) execution.recordAccess(cause, ref.target.life, Access.read);
  execution.recordAccess(cause, ref.object, Access.write);
  ref.deactivate();
}

/**
 * Links the caller and another actor: when one exits other than normally, so does the other, unless it traps exits.
 * Erlang's `link`.
 * @throws LinkFailed if the other has exited and the caller does not trap exits; uncaught, it ends the caller with the
 *   reason `noproc`. A caller that traps exits receives an EXIT with that reason instead, and one on another node
 *   always does, which ends it unless it traps exits; UsageError (`outside-execution`, `operation-in-rule`, `not-a-pid`, `foreign-pid`)
 */
export function link(pid: Pid): Promise<void> {
  return operateOn(pid, LINK, LINK_REMOTE);
}

/**
 * Removes a link: from then on the other's exit does not affect the caller, even if it has happened already. Erlang's
 * `unlink`.
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `not-a-pid`, `foreign-pid`)
 */
export function unlink(pid: Pid): Promise<void> {
  return operateOn(pid, UNLINK, UNLINK_REMOTE);
}

/** Performs an operation on an actor or, if it is remote, sends it a request. */
function operateOn<Result>(
  pid: Pid,
  local: Operation<Actor, Actor, Result>,
  remote: Operation<unknown, Actor, Result>,
): Promise<Result> {
  const target = actorOf(pid);
  const caller = actingActor();
  return isRemote(caller, target)
    ? operate(remote, messageObject(caller, target), target)
    : operate(local, target.life, caller);
}

function monitorLocal(target: Actor, task: Task): MonitorRef {
  const ref = MonitorRef.create(target.execution.nextRefId(), task.actor, target);
  if (target.isAlive) {
    target.monitors ??= [];
    target.monitors.push(ref);
  } else {
    sendAfterExit(target, task.actor, { kind: "down", ref, reason: "noproc" }, task);
  }
  return ref;
}

const MONITOR = new Operation<Actor, Actor, MonitorRef>({
  kind: "monitor",
  access: Access.read,
  perform: (target, _caller, task) => monitorLocal(target, task),
  show: () => [],
});

const MONITOR_REMOTE = requestOf("monitor", monitorRemote);

const DEMONITOR = new Operation<Actor | undefined, MonitorRef, void>({
  kind: "demonitor",
  access: Access.read,
  secondObject: (ref) => ref.object,
  perform(_target, ref) {
    ref.deactivate();
  },
});

const LINK = new Operation<Actor, Actor, void>({
  kind: "link",
  access: Access.read,
  perform(target, caller, task) {
    if (target === caller) return;
    const { execution, isTrappingExits } = caller;
    touchOwnLife(task);
    const isLate = !target.isAlive;
    const known = isLate ? caller.links?.get(target) : undefined;
    if (known !== undefined) execution.recordAccess(task, known.object, Access.read);
    // For the caller the link holds until the EXIT arrives.
    if (known?.isInFlight === true && !known.isRemoved) return;
    if (target.hasExited && !isTrappingExits) throw new LinkFailed(target.pid);
    if (!isLate && !execution.isInstant) {
      requestLink(target, caller, task);
      return;
    }
    const linked = isLate ? lateLink(target, caller) : createLink(target, caller);
    // Links of the two to each other commute; a link and its removal do not.
    if (linked !== known) execution.recordAccess(task, linked.object, Access.read);
    if (isLate) sendAfterExit(target, caller, { kind: "exit", reason: "noproc", link: linked }, task);
  },
  show: () => [],
});

/** Links `caller`: its own end is active from now on, that of `target` once the request arrives. */
function requestLink(target: Actor, caller: Actor, task: Task): void {
  const { execution } = caller;
  const known = caller.links?.get(target);
  const wasActive = known?.isActive === true;
  const linked = createLink(target, caller);
  execution.recordAccess(task, linked.object, Access.write);
  if (wasActive) {
    // The other's own request is on its way: both want the link.
    if (linked.unheardBy === caller) linked.unheardBy = undefined;
    return;
  }
  linked.unheardBy = target;
  execution.recordAccess(task, messageObject(caller, target), Access.write);
  sendSignal(caller, target, { kind: "link", link: linked }, task);
}

const LINK_REMOTE = requestOf("link", linkRemote);

const UNLINK = new Operation<Actor, Actor, void>({
  kind: "unlink",
  access: Access.read,
  perform: (target, caller, task) => removeLink(target, caller, task),
  show: () => [],
});

const UNLINK_REMOTE = requestOf("unlink", unlinkRemote);

/** An operation that sends a request to a remote actor. */
function requestOf<Result>(
  kind: string,
  perform: (target: Actor, task: Task) => Result,
): Operation<unknown, Actor, Result> {
  return new Operation({
    kind,
    access: Access.write,
    perform: (_state, target, task) => perform(target, task),
    show: ({ pid }) => [pid],
  });
}
