// Signals under way from one node to another, in order. That the oldest crosses is a choice of its own; having crossed, it
// joins the other signals for its receiver, and its delivery is a further choice.

import { mix } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import { followPast, DEFERRED, Operation, SharedObject, contentOf, Task } from "../../kernel/index.ts";
import type { Actor, Past, Signal } from "../../kernel/index.ts";
import { Access, Role } from "../../trace/index.ts";
import type { ArmedFault } from "../../fault/index.ts";
import type { LinkEndpoint } from "./endpoint.ts";

import { armDropFault } from "./faults.ts";

/** What crosses. */
export interface Envelope {
  /** An actor, or whoever has a name when it arrives. */
  readonly to: Actor | string;
  readonly signal: Signal;
  readonly origin: Actor;
}

/** A parcel with what its sender had behind it. */
interface Sent {
  readonly envelope: Envelope;
  readonly past: Past;
}

const LANE = 0x1a9e;

/** One FIFO lane. */
export class InFlightQueue {
  /** Touched by sending. */
  readonly object: SharedObject<InFlightQueue>;
  /** Set where what it carries may be lost. */
  dropFault: ArmedFault<InFlightQueue> | undefined = undefined;
  readonly #endpoint: LinkEndpoint;
  readonly #task: Task;
  readonly #sent: Sent[] = [];

  /** @param from and `to` name the lane: the two nodes, or two actors */
  constructor(endpoint: LinkEndpoint, from: Actor, to: Actor) {
    const { execution } = endpoint.here.network;
    this.#endpoint = endpoint;
    this.object = new SharedObject<InFlightQueue>(
      mix(mix(from.key, LANE), to.key),
      `${from.pid.label}→${to.pid.label}`,
      this,
    );
    this.#task = new Task(execution.nextTaskId(), to, { sender: from, number: 1 }, CROSS);
    this.#task.argument = this;
    armDropFault(endpoint.here.network, this);
  }

  /** Whether faults do not strike it. */
  get isExempt(): boolean {
    return this.#endpoint.link.isExempt;
  }

  get isEmpty(): boolean {
    return this.#sent.length === 0;
  }

  /** The oldest parcel. */
  get next(): Envelope | undefined {
    return this.#sent[0]?.envelope;
  }

  push(envelope: Envelope, cause: Task): void {
    const { hashA, hashB } = cause;
    this.#sent.push({ envelope, past: { hashA, hashB, step: cause.actor.execution.steps } });
    if (this.#sent.length > 1) return;
    this.#arm();
    this.dropFault?.arm();
  }

  /** The oldest parcel arrives on the other side. */
  cross(): void {
    const { envelope } = must(this.#sent.shift(), "a lane that is enabled carries something");
    const task = this.#task;
    // What may be dropped is another parcel from here on.
    if (this.dropFault !== undefined) task.actor.execution.recordAccess(task, this.object, Access.write);
    this.#endpoint.arrive(envelope, task);
    if (!this.isEmpty) {
      this.#arm();
      return;
    }
    this.dropFault?.cancel();
    this.#endpoint.drained(task);
  }

  /** The oldest parcel is lost. */
  drop(): void {
    this.#sent.shift();
    this.#disarm();
    if (!this.isEmpty) this.#arm();
  }

  /** All that is under way is lost. */
  clear(): void {
    if (this.isEmpty) return;
    this.#sent.length = 0;
    this.#disarm();
    this.dropFault?.cancel();
  }

  #disarm(): void {
    const { execution } = this.#endpoint.here.network;
    execution.causality?.onWithdraw(this.#task);
    execution.disarm(this.#task);
  }

  #arm(): void {
    const { execution } = this.#endpoint.here.network;
    const task = this.#task;
    followPast(task, must(this.#sent[0], "there is something to carry").past);
    task.object = this.#endpoint.link.object;
    task.operation = CROSS;
    task.isArmed = true;
    execution.ready.add(task);
  }
}

const CROSS = new Operation<unknown, InFlightQueue, unknown>({
  kind: "cross",
  role: Role.delivery,
  access: Access.read,
  perform(_link, queue) {
    queue.cross();
    return DEFERRED;
  },
  show: ({ next }) => (next === undefined ? [] : [typeof next.to === "string" ? next.to : next.to.pid]),
  signal: ({ next }) => contentOf(next?.signal),
});
