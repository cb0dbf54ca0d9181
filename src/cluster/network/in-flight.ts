// Queues of signals in flight from one node to another, in order. The transmission of the oldest is a choice of its
// own; then it joins the other signals for its receiver, and its delivery is a further choice.

import { mix } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import { followPast, DEFERRED, Operation, SharedObject, contentOf, Task } from "../../kernel/index.ts";
import type { Actor, Past, Signal } from "../../kernel/index.ts";
import { Access, Role } from "../../trace/index.ts";
import type { ArmedFault } from "../../fault/index.ts";
import type { LinkEndpoint } from "./endpoint.ts";
import { armDropFault } from "./faults.ts";

/** A signal with its addressee. */
export interface Envelope {
  /** An actor, or a name that is resolved on arrival. */
  readonly to: Actor | string;
  readonly signal: Signal;
  readonly origin: Actor;
}

/** An envelope with the causal past of its sender. */
interface QueuedEnvelope {
  readonly envelope: Envelope;
  readonly past: Past;
}

const IN_FLIGHT = 0x1a9e;

/** A FIFO queue. */
export class InFlightQueue {
  /** Touched by sending. */
  readonly object: SharedObject<InFlightQueue>;
  /** Set if its signals may be dropped. */
  dropFault: ArmedFault<InFlightQueue> | undefined = undefined;
  readonly #endpoint: LinkEndpoint;
  readonly #task: Task;
  readonly #queue: QueuedEnvelope[] = [];

  /** @param from and `to` identify the queue: the actors of the two nodes, or two actors on them */
  constructor(endpoint: LinkEndpoint, from: Actor, to: Actor) {
    const { execution } = endpoint.here.network;
    this.#endpoint = endpoint;
    this.object = new SharedObject<InFlightQueue>(
      mix(mix(from.key, IN_FLIGHT), to.key),
      `${from.pid.label}→${to.pid.label}`,
      this,
    );
    this.#task = new Task(execution.nextTaskId(), to, { sender: from, number: 1 }, CROSS);
    this.#task.argument = this;
    armDropFault(endpoint.here.network, this);
  }

  /** Whether it is exempt from faults. */
  get isExempt(): boolean {
    return this.#endpoint.link.isExempt;
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0;
  }

  /** The oldest envelope. */
  get next(): Envelope | undefined {
    return this.#queue[0]?.envelope;
  }

  push(envelope: Envelope, cause: Task): void {
    const { hashA, hashB } = cause;
    this.#queue.push({ envelope, past: { hashA, hashB, step: cause.actor.execution.steps } });
    if (this.#queue.length > 1) return;
    this.#arm();
    this.dropFault?.arm();
  }

  /** Transmits the oldest envelope to the other side. */
  cross(): void {
    const { envelope } = must(this.#queue.shift(), "an enabled queue is not empty");
    const task = this.#task;
    // From here on the drop fault would drop another envelope.
    if (this.dropFault !== undefined) task.actor.execution.recordAccess(task, this.object, Access.write);
    this.#endpoint.arrive(envelope, task);
    if (!this.isEmpty) {
      this.#arm();
      return;
    }
    this.dropFault?.cancel();
    this.#endpoint.drained(task);
  }

  /** Discards the oldest envelope. */
  drop(): void {
    this.#queue.shift();
    this.#withdraw();
    if (!this.isEmpty) this.#arm();
  }

  /** Discards everything in flight. */
  clear(): void {
    if (this.isEmpty) return;
    this.#queue.length = 0;
    this.#withdraw();
    this.dropFault?.cancel();
  }

  #withdraw(): void {
    this.#endpoint.here.network.execution.withdraw(this.#task);
  }

  #arm(): void {
    const { execution } = this.#endpoint.here.network;
    const task = this.#task;
    followPast(task, must(this.#queue[0], "the queue is not empty").past);
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
