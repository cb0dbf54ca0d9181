// Calls: a message with a request that can be replied to. The reply is addressed to the request and not to the mailbox,
// so a reply after the time-out is dropped.

import { Access } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import { requireTask } from "../operations/current.ts";
import type { ExitReason } from "../signals/exit-reason.ts";
import { isCrash, showReason } from "../signals/exit-reason.ts";
import { operate } from "../operations/operate.ts";
import { actingActor } from "../operations/attribution.ts";
import { actorOf, messageObject, sendUndeclared } from "./send.ts";
import { isRemote } from "../signals/location.ts";
import { DEFERRED, Operation } from "../operations/operation.ts";
import type { SharedObject } from "../operations/shared-object.ts";
import type { Signal } from "../signals/signal.ts";
import { sendAfterExit, sendSignal } from "../signals/send-signal.ts";
import type { Pid } from "../../trace/index.ts";
import type { Task } from "../operations/task.ts";
import { startTimer, stopTimer } from "../time/timer.ts";

/** A call that received no reply. */
export class CallFailed extends Error {
  override readonly name: string = "CallFailed";
  /** `timeout`, `noproc`, or the exit reason of the called actor. */
  readonly reason: ExitReason;

  /** @param reason `timeout`, `noproc`, `noconnection`, or the exit reason of the target */
  constructor(target: Pick<Pid, "path">, reason: ExitReason) {
    super(
      `The call to ${target.path} failed: ${showReason(reason)}.`,
      isCrash(reason) ? { cause: reason.error } : undefined,
    );
    this.reason = reason;
  }
}

/** A pending request. The holder of a request may reply to it once. */
export class Request {
  readonly #caller: Task;
  readonly #target: Actor;
  #timer: Task | undefined = undefined;
  #isOpen = true;

  /** @internal */
  constructor(caller: Task, target: Actor) {
    this.#caller = caller;
    this.#target = target;
  }

  /** The calling actor. */
  get caller(): Pid {
    return this.#caller.actor.pid;
  }

  /** The called actor. */
  get target(): Pid {
    return this.#target.pid;
  }

  /** Sends the reply in the running step. Further replies, and replies after a time-out, are dropped on arrival. */
  reply(value: unknown): void {
    const task = requireTask();
    this.#unregister(task);
    sendUndeclared(actingActor(), this.#caller.actor, { kind: "reply", request: this, value }, task);
  }

  /** Whether the caller still waits for the reply. @internal */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether its time-out is still to come. @internal */
  get isTimed(): boolean {
    return this.#timer?.isArmed === true;
  }

  /** @internal */
  get callingActor(): Actor {
    return this.#caller.actor;
  }

  /** @internal */
  get calledActor(): Actor {
    return this.#target;
  }

  /** Touched by everything that ends the waiting. @internal */
  get replyObject(): SharedObject {
    return this.#caller.replyObject;
  }

  /** @internal */
  open(message: unknown, timeout: number): void {
    const caller = this.#caller;
    const target = this.#target;
    caller.actor.execution.suspend(caller);
    if (isRemote(caller.actor, target)) {
      sendSignal(caller.actor, target, { kind: "message", message, request: this }, caller);
      this.#startTimeout(timeout);
      return;
    }
    caller.actor.execution.recordAccess(caller, target.life, Access.read);
    if (target.status === "dead") {
      sendAfterExit(target, caller.actor, { kind: "refusal", request: this, reason: "noproc" }, caller);
    } else {
      target.requests ??= new Set();
      target.requests.add(this);
      sendSignal(caller.actor, target, { kind: "message", message }, caller);
    }
    this.#startTimeout(timeout);
  }

  /** Registers it with its target, at which it arrives from another node. @internal */
  register(cause: Task): void {
    const target = this.#target;
    if (target.isAlive) (target.requests ??= new Set()).add(this);
    else sendAfterExit(target, this.#caller.actor, { kind: "refusal", request: this, reason: "noproc" }, cause);
  }

  #startTimeout(timeout: number): void {
    // With instant signals it may have been refused in this step.
    if (timeout === Number.POSITIVE_INFINITY || !this.#isOpen) return;
    const caller = this.#caller;
    const target = this.#target;
    this.#timer = startTimer(caller.actor, caller, {
      label: `call to ${target.pid.path}`,
      delay: timeout,
      object: caller.replyObject,
      fire: (timer) => {
        this.#unregister(timer);
        this.#settle(timer);
        caller.actor.execution.wakeFailing(caller, new CallFailed(target.pid, "timeout"));
      },
    });
  }

  /** Resumes the caller when a reply or a refusal arrives. @internal */
  arrive(signal: Extract<Signal, { kind: "reply" | "refusal" }>, cause: Task): void {
    const caller = this.#caller;
    const { execution } = caller.actor;
    if (!this.#isOpen) return;
    this.#settle(cause);
    if (signal.kind === "reply") execution.wake(caller, signal.value);
    else execution.wakeFailing(caller, new CallFailed(this.#target.pid, signal.reason));
  }

  /** Called when the caller no longer waits: a reply is dropped on arrival. @internal */
  abandon(): void {
    this.#isOpen = false;
  }

  /** Notifies the caller that the target has exited without a reply. @internal */
  refuse(reason: ExitReason): void {
    const target = this.#target;
    sendSignal(target, this.#caller.actor, { kind: "refusal", request: this, reason }, target.task);
  }

  /** Removes it from the requests that the target's exit refuses. Ordered with that exit. */
  #unregister(cause: Task): void {
    const target = this.#target;
    if (isRemote(cause.actor, target)) return;
    if (cause.actor !== target) target.execution.recordAccess(cause, target.life, Access.read);
    target.requests?.delete(this);
  }

  #settle(cause: Task): void {
    this.#isOpen = false;
    if (this.#timer !== undefined) stopTimer(this.#timer);
    this.#caller.actor.execution.addCause(this.#caller, cause);
  }
}

/** Notifies the callers of all pending requests that there will be no reply. */
export function refuseRequests(requests: ReadonlySet<Request>, reason: ExitReason): void {
  for (const open of requests) open.refuse(reason);
}

/** Options for a call. */
export interface RequestOptions {
  /** Virtual milliseconds; `Infinity` waits as long as it takes. */
  readonly timeout: number;
  /** The actor whose action the reply depends on, for the wait-for graph. Default: the called actor. */
  readonly owedBy?: (() => Actor | undefined) | undefined;
  /** What a trace shows of the request. Default: the message. */
  readonly content?: unknown;
}

interface Call extends RequestOptions {
  readonly target: Actor;
  readonly wrap: (request: Request) => unknown;
  /** Set once the operation is performed. */
  opened: Request | undefined;
}

/**
 * Sends a message to `pid` and waits for the reply. `wrap` creates the message from the request.
 * @throws CallFailed when there is no reply
 */
export function request(pid: Pid, wrap: (request: Request) => unknown, options: RequestOptions): Promise<unknown> {
  const target = actorOf(pid);
  return operate(CALL, messageObject(actingActor(), target), { ...options, target, wrap, opened: undefined });
}

const CALL = new Operation<unknown, Call, unknown>({
  kind: "call",
  access: Access.write,
  perform(_state, call, task) {
    const { target, wrap, timeout } = call;
    const opened = new Request(task, target);
    call.opened = opened;
    opened.open(wrap(opened), timeout);
    return DEFERRED;
  },
  // With a time-out it does not depend on anybody.
  waitsFor: (_state, { opened, owedBy, target }) => (opened?.isTimed === true ? undefined : (owedBy?.() ?? target)),
  onAbandoned: ({ opened }) => opened?.abandon(),
  show: () => [],
  signal: ({ content, target, wrap }) => ({
    kind: "request",
    content: content ?? wrap(new Request(target.task, target)),
  }),
});
