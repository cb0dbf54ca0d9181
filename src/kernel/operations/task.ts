// A task: one sequential continuation and its pending operation. Signal channels, timers and armed faults are tasks,
// too: everything that can step has an identity, a slot in the enabled list and a hash of its past.

import { mix } from "../../choice/index.ts";
import type { Access, Condition, EnabledOperation, TimerTurn } from "../../trace/index.ts";
import { Role, stepLabel } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import type { AnyObject, AnyOperation } from "./operation.ts";
import { IDLE } from "./idle.ts";
import { SharedObject } from "./shared-object.ts";
import type { TimerEntry } from "../time/pending-timer.ts";

/** One of several channels between a sender and a receiver. */
export interface NumberedChannel {
  readonly sender: Actor;
  /** 1 or more; 0 is the channel that every pair has. */
  readonly number: number;
}

/** A task. The operation record is part of it and overwritten for each operation, so that arming allocates nothing. */
export class Task implements EnabledOperation {
  id: number;
  key: number;
  /** The actor whose code it runs; for a channel, the receiver. */
  readonly actor: Actor;
  /** 0 for an actor's first task, then in order of creation within the actor. */
  readonly ordinal: number;
  /** For a channel, the sender. */
  readonly sender: Actor | undefined;

  slot = -1;
  /** Whether an operation is pending, enabled or not. */
  isArmed = false;
  /** Whether it is a timer that has fired. */
  isSpent = false;
  operation: AnyOperation;
  object: AnyObject | undefined = undefined;
  argument: unknown = undefined;
  /** Its place among the pending timers, while it is one. */
  timer: TimerEntry | undefined = undefined;

  /** Resumes the body: resolves the promise that the async function awaits, for example. */
  resume: (value: unknown) => void = ignore;

  /** The task's past for the class hash (see class-hash.ts). */
  hashA: number;
  hashB: number;
  #replyObject: SharedObject | undefined = undefined;
  readonly #channelNumber: number;
  /** The number of objects it has created. */
  objects = 0;
  /** An error created at the call site of the pending operation, while the execution is traced. */
  site: Error | undefined = undefined;

  /** @param source the ordinal among the actor's tasks; for a channel, the sender */
  constructor(id: number, actor: Actor, source: number | Actor | NumberedChannel, operation: AnyOperation) {
    const ordinal = typeof source === "number" ? source : 0;
    const sender = typeof source === "number" ? undefined : "sender" in source ? source.sender : source;
    this.id = id;
    this.actor = actor;
    this.ordinal = ordinal;
    this.operation = operation;
    this.sender = sender;
    this.#channelNumber = typeof source === "object" && "sender" in source ? source.number : 0;
    // Mixed twice for a channel: mixing is symmetric, and the opposite direction is another task.
    this.key =
      sender === undefined ? mix(actor.key, ordinal) : mix(mix(actor.key, SIGNALS + this.#channelNumber), sender.key);
    this.hashA = this.key;
    this.hashB = ~this.key;
  }

  /** Whether it has no pending operation, and has nothing that a new task would not have. */
  get isAsNew(): boolean {
    return (
      !this.isArmed && this.slot < 0 && !this.isSpent && this.timer === undefined && this.#replyObject === undefined
    );
  }

  /** Lets go of what it has performed last. */
  forget(): void {
    this.operation = IDLE;
    this.object = undefined;
    this.argument = undefined;
    this.resume = ignore;
    this.site = undefined;
  }

  /** Begins anew as the first task of its actor, which has begun anew. */
  restart(id: number): void {
    this.id = id;
    this.key = mix(this.actor.key, this.ordinal);
    this.hashA = this.key;
    this.hashB = ~this.key;
    this.objects = 0;
  }

  /** Resumes the body with an error: a promise that is resolved with a rejected promise is rejected likewise. */
  fail(error: unknown): void {
    const rejected = Promise.reject<unknown>(error);
    this.resume(rejected);
  }

  /** Detaches the body: resuming the task has no effect any more. */
  detachBody(): void {
    this.resume = ignore;
  }

  /** Whether code waits for its operation, or has waited for the last one. */
  get hasBody(): boolean {
    return this.resume !== ignore;
  }

  /** Touched by everything that ends its waiting for a reply. */
  get replyObject(): SharedObject {
    this.#replyObject ??= new SharedObject(mix(this.key, REPLY), this.actor.pid, undefined);
    return this.#replyObject;
  }

  /** Whether it has ever waited for a reply. */
  get hasReplyObject(): boolean {
    return this.#replyObject !== undefined;
  }

  get role(): Role {
    return this.operation.role;
  }

  get kind(): string {
    return this.operation.kind;
  }

  get access(): Access {
    return this.operation.access;
  }

  get secondObject(): AnyObject | undefined {
    return this.operation.secondObject?.(this.argument, this);
  }

  get memory(): AnyObject | undefined {
    const { isOutside, role } = this.operation;
    return !isOutside && (role === Role.task || role === Role.timer) ? this.actor.memory : undefined;
  }

  get ownerKey(): number {
    return this.sender === undefined && !this.operation.isOutside ? this.actor.key : 0;
  }

  /** A fault at the life of its actor ends the actor. */
  get endsActor(): number {
    return this.role === Role.fault && this.object === this.actor.life ? this.actor.key : 0;
  }

  get budget(): number {
    return this.operation.budget?.(this.argument) ?? Number.POSITIVE_INFINITY;
  }

  /** Whether its operation has been performed, and something else will resume it: a call that waits for its reply. */
  get isSuspended(): boolean {
    return this.isArmed && this.slot < 0 && this.role === Role.task && this.operation.isEnabled === undefined;
  }

  get condition(): Condition | undefined {
    const { isCaused, isEnabled, isEnabledAt, role } = this.operation;
    if (isEnabled === undefined || isCaused || role === Role.fault) return undefined;
    return { isMet: isEnabledAt, argument: this.argument };
  }

  get deadline(): number {
    return this.role === Role.timer ? this.actor.execution.timers.deadlineOf(this) : Number.POSITIVE_INFINITY;
  }

  get turn(): TimerTurn | undefined {
    return this.timer?.turn;
  }

  get rank(): readonly number[] {
    const within = this.sender === undefined ? [this.ordinal] : [-1 - this.#channelNumber, ...this.sender.rank];
    return [this.role, ...this.actor.rank, ...within];
  }

  /** Its name in a trace: `main/client`, `main/client#1`, `main→main/client`. */
  get who(): string {
    const { path } = this.actor.pid;
    if (this.sender !== undefined) return `${this.sender.pid.path}→${path}`;
    return this.ordinal <= 0 || this.operation.isOutside ? path : `${path}#${this.ordinal}`;
  }

  toString(): string {
    return stepLabel({ who: this.who, kind: this.kind, object: this.object?.shown });
  }
}

/** Whether the pending operation of a task is a fault. */
export function isFault({ role }: Task): boolean {
  return role === Role.fault;
}

const REPLY = 0xa450;
const SIGNALS = 0x5169;

function ignore(): void {
  // The task has no body, or its body is detached.
}
