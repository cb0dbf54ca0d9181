// A task: one sequential continuation and its pending operation. Signal channels, timers and fault sources are
// tasks too: whatever can step has an identity, a place in the enabled list and a hash of its past.

import { mix } from "../../choice/index.ts";
import type { Access, EnabledOperation } from "../../trace/index.ts";
import { Role, stepLabel } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import type { AnyObject, AnyOperation } from "./operation.ts";
import { SharedObject } from "./shared-object.ts";

/** One of several channels of one sender and one receiver. */
export interface NumberedChannel {
  readonly sender: Actor;
  /** 1 or more; 0 is the channel that every pair has. */
  readonly number: number;
}

/** The operation record is part of the task and written over for each operation, so arming allocates nothing. */
export class Task implements EnabledOperation {
  readonly id: number;
  readonly key: number;
  /** Whose code it runs; for a channel, whom its signals reach. */
  readonly actor: Actor;
  /** 0 for an actor's first task, then in order of creation within the actor. */
  readonly ordinal: number;
  /** For a channel, whose signals it carries. */
  readonly sender: Actor | undefined;

  slot = -1;
  /** Whether an operation is pending, enabled or not. */
  isArmed = false;
  operation: AnyOperation;
  object: AnyObject | undefined = undefined;
  argument: unknown = undefined;

  /** The interface through which the kernel resumes a body: an async function's promise, or whatever else. */
  resume: (value: unknown) => void = ignore;

  /** The task's past for the class hash (see class-hash.ts). */
  hashA: number;
  hashB: number;
  #replyObject: SharedObject | undefined = undefined;
  readonly #channelNumber: number;
  /** How many objects it has created. */
  objects = 0;
  /** An error made where the pending operation was called, while the execution is traced. */
  site: Error | undefined = undefined;

  /** @param place the ordinal among the actor's tasks; for a channel, whose signals it carries */
  constructor(id: number, actor: Actor, place: number | Actor | NumberedChannel, operation: AnyOperation) {
    const ordinal = typeof place === "number" ? place : 0;
    const sender = typeof place === "number" ? undefined : "sender" in place ? place.sender : place;
    this.id = id;
    this.actor = actor;
    this.ordinal = ordinal;
    this.operation = operation;
    this.sender = sender;
    this.#channelNumber = typeof place === "object" && "sender" in place ? place.number : 0;
    // Twice for a channel: mixing is symmetric, and the way back is another task.
    this.key =
      sender === undefined ? mix(actor.key, ordinal) : mix(mix(actor.key, SIGNALS + this.#channelNumber), sender.key);
    this.hashA = this.key;
    this.hashB = ~this.key;
  }

  /** Resumes the body with an error: a promise that is resolved with a rejected one is rejected like it. */
  fail(error: unknown): void {
    const rejected = Promise.reject<unknown>(error);
    this.resume(rejected);
  }

  /** The body does not go on, whatever resumes it. */
  detachBody(): void {
    this.resume = ignore;
  }

  /** Touched by what ends its waiting for a reply. */
  get replyObject(): SharedObject {
    this.#replyObject ??= new SharedObject(mix(this.key, ANSWER), this.actor.pid, undefined);
    return this.#replyObject;
  }

  /** Whether it has waited for a reply. */
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

  get ownerKey(): number {
    return this.sender === undefined ? this.actor.key : 0;
  }

  /** A fault that strikes the life of its actor ends it. */
  get endsActor(): number {
    return this.role === Role.fault && this.object === this.actor.life ? this.actor.key : 0;
  }

  get budget(): number {
    return this.operation.budget?.(this.argument) ?? Number.POSITIVE_INFINITY;
  }

  get permits(): number {
    return this.operation.permits?.(this.object?.state) ?? 0;
  }

  get requiredPermits(): number {
    const { isEnabled, requiredPermits, role } = this.operation;
    if (role === Role.timer) return this.actor.execution.timers.deadlineOf(this);
    if (requiredPermits !== undefined) return requiredPermits(this.argument);
    return isEnabled === undefined || role === Role.fault ? 0 : Number.POSITIVE_INFINITY;
  }

  get rank(): readonly number[] {
    const place = this.sender === undefined ? [this.ordinal] : [-1 - this.#channelNumber, ...this.sender.rank];
    return [this.role, ...this.actor.rank, ...place];
  }

  /** Who it is in a trace: `main/client`, `main/client#1`, `main→main/client`. */
  get who(): string {
    const { path } = this.actor.pid;
    if (this.sender !== undefined) return `${this.sender.pid.path}→${path}`;
    return this.ordinal === 0 ? path : `${path}#${this.ordinal}`;
  }

  toString(): string {
    return stepLabel({ who: this.who, kind: this.kind, object: this.object?.shown });
  }
}

/** Whether a task is that of a fault. */
export function isFault({ role }: Task): boolean {
  return role === Role.fault;
}

const ANSWER = 0xa450;
const SIGNALS = 0x5169;

function ignore(): void {
  // A task that has no body to resume, or none that goes on.
}
