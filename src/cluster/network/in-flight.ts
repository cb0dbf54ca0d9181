// Signals under way from one node to another, in order. That the oldest crosses is a choice of its own; having crossed, it
// joins the other signals for its receiver, and its delivery is a further choice.

import { mix } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import { followPast, NO_RESULT, Operation, SharedObject, showSignal, Task } from "../../kernel/index.ts";
import type { Actor, Past, Signal } from "../../kernel/index.ts";
import { Access, Role } from "../../trace/index.ts";
import type { Threat } from "../../fault/index.ts";
import type { End } from "./endpoint.ts";

import { threatenLane } from "./faults.ts";

/** What crosses. */
export interface Parcel {
  /** An actor, or whoever has a name when it arrives. */
  readonly to: Actor | string;
  readonly signal: Signal;
  readonly origin: Actor;
}

/** A parcel with what its sender had behind it. */
interface Sent {
  readonly parcel: Parcel;
  readonly past: Past;
}

const LANE = 0x1a9e;

/** One FIFO lane. */
export class Lane {
  /** Touched by sending. */
  readonly object: SharedObject<Lane>;
  /** Set where what it carries may be lost. */
  threat: Threat<Lane> | undefined = undefined;
  readonly #end: End;
  readonly #task: Task;
  readonly #sent: Sent[] = [];

  /** @param from and `to` name the lane: the two nodes, or two actors */
  constructor(end: End, from: Actor, to: Actor) {
    const { execution } = end.here.network;
    this.#end = end;
    this.object = new SharedObject<Lane>(mix(mix(from.key, LANE), to.key), `${from.pid.label}→${to.pid.label}`, this);
    this.#task = new Task(execution.nextTaskId(), to, { sender: from, lane: 1 }, CROSS);
    this.#task.argument = this;
    threatenLane(end.here.network, this);
  }

  /** Whether faults do not strike it. */
  get isSpared(): boolean {
    return this.#end.link.isSpared;
  }

  get isEmpty(): boolean {
    return this.#sent.length === 0;
  }

  /** The oldest parcel. */
  get next(): Parcel | undefined {
    return this.#sent[0]?.parcel;
  }

  push(parcel: Parcel, cause: Task): void {
    const { hashA, hashB } = cause;
    this.#sent.push({ parcel, past: { hashA, hashB, step: cause.actor.execution.steps } });
    if (this.#sent.length > 1) return;
    this.#arm();
    this.threat?.arm();
  }

  /** The oldest parcel arrives on the other side. */
  cross(): void {
    const { parcel } = must(this.#sent.shift(), "a lane that is enabled carries something");
    const task = this.#task;
    // What may be dropped is another parcel from here on.
    if (this.threat !== undefined) task.actor.execution.touch(task, this.object, Access.write);
    this.#end.arrive(parcel, task);
    if (!this.isEmpty) {
      this.#arm();
      return;
    }
    this.threat?.cancel();
    this.#end.drained(task);
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
    this.threat?.cancel();
  }

  #disarm(): void {
    const { execution } = this.#end.here.network;
    execution.causality?.onWithdraw(this.#task);
    execution.disarm(this.#task);
  }

  #arm(): void {
    const { execution } = this.#end.here.network;
    const task = this.#task;
    followPast(task, must(this.#sent[0], "there is something to carry").past);
    task.object = this.#end.link.object;
    task.operation = CROSS;
    task.isArmed = true;
    execution.ready.add(task);
  }
}

const CROSS = new Operation<unknown, Lane, unknown>({
  kind: "cross",
  role: Role.delivery,
  access: Access.read,
  perform(_link, lane) {
    lane.cross();
    return NO_RESULT;
  },
  show: ({ next }) => showParcel(next),
});

function showParcel(parcel: Parcel | undefined): readonly unknown[] {
  if (parcel === undefined) return [];
  return [typeof parcel.to === "string" ? parcel.to : parcel.to.pid, ...showSignal(parcel.signal)];
}
