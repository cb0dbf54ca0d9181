// The signals on their way from one sender to one receiver, in order. Delivering the oldest is a choice of its
// own; the channel is the task that steps then.

import { mix } from "../choice/index.ts";
import { Access, Role } from "../trace/index.ts";
import type { Actor } from "./actor.ts";
import { hashCause } from "./class-hash.ts";
import { must } from "../errors.ts";
import { NO_RESULT, Operation } from "./operation.ts";
import type { AnyObject } from "./operation.ts";
import { SharedObject } from "./shared-object.ts";
import type { Signal } from "./signal.ts";
import { receiveSignal } from "./signals.ts";
import { Task } from "./task.ts";

/** A signal under way, with the past of its sender for the class hash. */
interface Sent {
  readonly signal: Signal;
  readonly hashA: number;
  readonly hashB: number;
  next: Sent | undefined;
}

/** One FIFO channel, a linked list: most of the time it is empty or holds one signal. */
export class Channel {
  /** Touched by sending. */
  readonly object: SharedObject<Channel>;
  readonly sender: Actor;
  readonly receiver: Actor;
  readonly #task: Task;
  #oldest: Sent | undefined = undefined;
  #latest: Sent | undefined = undefined;

  constructor(sender: Actor, receiver: Actor) {
    this.sender = sender;
    this.receiver = receiver;
    this.object = new SharedObject(mix(sender.key, receiver.key), receiver.pid, this);
    this.#task = new Task(sender.execution.nextTaskId(), receiver, sender, DELIVER);
    this.#task.argument = this;
  }

  /** The oldest signal. */
  get next(): Signal | undefined {
    return this.#oldest?.signal;
  }

  /** Puts a signal behind the others; `cause` is the task that sends it. */
  push(signal: Signal, cause: Task): void {
    const sent: Sent = { signal, hashA: cause.hashA, hashB: cause.hashB, next: undefined };
    if (this.#latest === undefined) {
      this.#oldest = sent;
      this.#latest = sent;
      this.#arm(sent);
    } else {
      this.#latest.next = sent;
      this.#latest = sent;
    }
  }

  /** Delivers the oldest signal. */
  deliver(): void {
    const { next, signal } = must(this.#oldest, "an enabled channel has a signal");
    this.#oldest = next;
    if (next === undefined) this.#latest = undefined;
    else this.#arm(next);
    receiveSignal(this.receiver, this.sender, signal, this.#task);
  }

  #arm({ hashA, hashB, signal }: Sent): void {
    const task = this.#task;
    hashCause(task, hashA, hashB);
    task.object = touchedBy(signal, this.receiver);
    task.isArmed = true;
    this.receiver.execution.ready.add(task);
  }
}

/** What delivering a signal changes: the receiver's life, or what it can see in its mailbox. */
function touchedBy(signal: Signal, receiver: Actor): AnyObject {
  return signal.kind === "exit" || signal.kind === "kill" ? receiver.life : receiver.mailbox;
}

const DELIVER = new Operation<unknown, Channel, unknown>({
  kind: "deliver",
  role: Role.delivery,
  access: Access.write,
  perform(_object, channel) {
    channel.deliver();
    return NO_RESULT;
  },
  show: (channel) => showSignal(channel.next),
});

/** A signal in a trace. */
export function showSignal(signal: Signal | undefined): readonly unknown[] {
  switch (signal?.kind) {
    case "message":
      return [signal.message];
    case "exit":
      return ["EXIT", signal.reason];
    case "kill":
      return ["KILL"];
    case "down":
      return ["DOWN", signal.ref.target.pid, signal.reason];
    case "reply":
      return ["reply", signal.value];
    case "refusal":
      return ["DOWN", signal.request.target, signal.reason];
    case undefined:
      return [];
  }
}
