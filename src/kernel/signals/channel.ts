// Channels: the signals in flight from one sender to one receiver, in order. Delivering the oldest is a separate
// choice; the channel's task takes that step.

import { mix } from "../../choice/index.ts";
import { Access, Role } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import { hashCause } from "../operations/class-hash.ts";
import { must } from "../../errors.ts";
import { DEFERRED, Operation } from "../operations/operation.ts";
import type { AnyObject, AnyOperation, SignalContent } from "../operations/operation.ts";
import { SharedObject } from "../operations/shared-object.ts";
import type { Signal } from "./signal.ts";
import { Task } from "../operations/task.ts";

/** A signal in flight, with the causal past of its sender for the class hash. */
interface Sent {
  signal: Signal;
  origin: Actor;
  hashA: number;
  hashB: number;
  step: number;
  next: Sent | undefined;
}

const CHANNEL = 0xc4a1;

/** A FIFO channel. A linked list, since it is usually empty or holds one signal. */
export class Channel {
  /** The object that sends access. */
  readonly object: SharedObject<Channel>;
  readonly sender: Actor;
  readonly receiver: Actor;
  readonly #task: Task;
  #oldest: Sent | undefined = undefined;
  #latest: Sent | undefined = undefined;
  /** A record that is used again: most often one signal at a time is in flight. */
  #spare: Sent | undefined = undefined;

  constructor(sender: Actor, receiver: Actor) {
    this.sender = sender;
    this.receiver = receiver;
    this.object = new SharedObject(mix(mix(sender.key, CHANNEL), receiver.key), receiver.pid, this);
    this.#task = new Task(sender.execution.nextTaskId(), receiver, sender, DELIVER);
    this.#task.argument = this;
  }

  /** The oldest signal. */
  get next(): Signal | undefined {
    return this.#oldest?.signal;
  }

  /**
   * Appends a signal; `cause` is the task that sends it.
   * @param origin the original sender, if `sender` only forwards the signal
   */
  push(signal: Signal, cause: Task, origin: Actor = this.sender): void {
    const sent = this.#record(signal, cause, origin);
    if (this.#latest === undefined) {
      this.#oldest = sent;
      this.#latest = sent;
      this.#arm(sent);
    } else {
      this.#latest.next = sent;
      this.#latest = sent;
    }
  }

  #record(signal: Signal, { hashA, hashB }: Task, origin: Actor): Sent {
    const { steps: step } = this.receiver.execution;
    const sent = this.#spare;
    if (sent === undefined) return { signal, origin, hashA, hashB, step, next: undefined };
    this.#spare = undefined;
    sent.signal = signal;
    sent.origin = origin;
    sent.hashA = hashA;
    sent.hashB = hashB;
    sent.step = step;
    sent.next = undefined;
    return sent;
  }

  /** Delivers the oldest signal. */
  deliver(): void {
    const sent = must(this.#oldest, "an enabled channel has a signal");
    const { next, origin, signal } = sent;
    this.#oldest = next;
    this.#spare = sent;
    if (next === undefined) this.#latest = undefined;
    this.receiver.execution.deliver(this.receiver, origin, signal, this.#task);
    // Only now: the causal past of the next signal's sender is not part of that of this delivery.
    if (next !== undefined) this.#arm(next);
  }

  #arm({ hashA, hashB, signal, step }: Sent): void {
    const task = this.#task;
    const { execution } = this.receiver;
    hashCause(task, hashA, hashB);
    execution.causality?.onCause(task, step);
    task.object = touchedBy(signal, this.receiver);
    task.operation = deliveryOf(signal, this.receiver);
    task.isArmed = true;
    execution.ready.add(task);
  }
}

/** The object that a signal changes on delivery: the receiver's life, a pending call, or the receiver's mailbox. */
export function touchedBy(signal: Signal, receiver: Actor): AnyObject {
  if (signal.kind === "message") return receiver.mailbox;
  switch (signal.kind) {
    case "exit":
    case "kill":
    case "cancel":
    case "isAlive":
    case "monitor":
    case "link":
      return receiver.life;
    case "reply":
    case "refusal":
      return signal.request.replyObject;
    case "down":
    case "answer":
      return receiver.mailbox;
  }
}

/** Whether a signal is appended to a mailbox; a server handles it instead, so its state depends on the order. */
export function isAppended({ kind }: Signal, { isServer }: Actor): boolean {
  return (kind === "message" || kind === "down" || kind === "answer") && !isServer;
}

const DELIVERY = {
  kind: "deliver",
  role: Role.delivery,
  perform(_object: unknown, channel: Channel): typeof DEFERRED {
    channel.deliver();
    return DEFERRED;
  },
  show: (): readonly unknown[] => [],
  signal: (channel: Channel): SignalContent | undefined => contentOf(channel.next),
};

/** A down message or a reply in place of one; dropped on delivery if its monitor has been removed. */
const DOWN = {
  ...DELIVERY,
  secondObject: ({ next }: Channel): AnyObject | undefined =>
    next?.kind === "down" || next?.kind === "answer" ? next.ref.object : undefined,
};

const DELIVER = new Operation<unknown, Channel, unknown>({ ...DELIVERY, access: Access.write });
const DELIVER_DOWN = new Operation<unknown, Channel, unknown>({ ...DOWN, access: Access.write });
const APPEND = new Operation<unknown, Channel, unknown>({ ...DELIVERY, access: Access.append });
const APPEND_DOWN = new Operation<unknown, Channel, unknown>({ ...DOWN, access: Access.append });

const WATCH = new Operation<unknown, Channel, unknown>({ ...DELIVERY, access: Access.read });

function deliveryOf(signal: Signal, receiver: Actor): AnyOperation {
  if (signal.kind === "message") return receiver.isServer ? DELIVER : APPEND;
  if (signal.kind === "monitor" || signal.kind === "link" || signal.kind === "isAlive") return WATCH;
  const isDown = signal.kind === "down" || signal.kind === "answer";
  if (isAppended(signal, receiver)) return isDown ? APPEND_DOWN : APPEND;
  return isDown ? DELIVER_DOWN : DELIVER;
}

/** The content of a signal, for a trace. */
export function contentOf(signal: Signal | undefined): SignalContent | undefined {
  switch (signal?.kind) {
    case "message":
      return { kind: "message", content: signal.message };
    case "exit":
      return { kind: "exit", content: signal.reason };
    case "isAlive":
      return { kind: "request", content: "isAlive" };
    case "kill":
    case "cancel":
    case "monitor":
    case "link":
      return { kind: signal.kind };
    case "down":
      return { kind: "down", about: signal.ref.target.pid, content: signal.reason };
    case "answer":
    case "reply":
      return { kind: "reply", content: signal.value };
    case "refusal":
      return { kind: "down", about: signal.request.target, content: signal.reason };
    case undefined:
      return undefined;
  }
}
