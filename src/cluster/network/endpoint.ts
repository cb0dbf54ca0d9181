// One end of a link: what a node sends to another, and what it takes for true of it.

import { hashText, mix } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import { NO_RESULT, Operation, passOn, SharedObject, Task } from "../../kernel/index.ts";
import type { Actor } from "../../kernel/index.ts";
import { Access, Role } from "../../trace/index.ts";
import { Contacts } from "./remote-watches.ts";
import { Lane } from "./in-flight.ts";
import type { Parcel } from "./in-flight.ts";
import type { Link } from "./link.ts";
import type { NodeState } from "../node/node-state.ts";

const REFUSALS = 0x117d;

/** What one node has to do with another. */
export class End {
  readonly link: Link;
  readonly here: NodeState;
  readonly there: NodeState;
  /** What the node believes: a connection that is lost counts until it has noticed. */
  isConnected = false;
  /** Whether what it sends is lost. */
  isBlocked = false;
  /** Whether it notices the loss only when all that the other side has sent is there. */
  isPatient = false;
  /** How often it has noticed that the connection was lost. */
  losses = 0;
  /** How many of the next sends that do not wait are refused. */
  readonly refusals: SharedObject<{ count: number }>;
  readonly #lanes: Map<Actor, Map<Actor, Lane>> = new Map();
  /** Who is to be told when the other node is lost. */
  readonly #contacts: Contacts;
  #noticing: Task | undefined = undefined;

  constructor(link: Link, here: NodeState, there: NodeState) {
    this.link = link;
    this.here = here;
    this.there = there;
    const key = mix(mix(hashText(here.name), REFUSALS), hashText(there.name));
    this.refusals = new SharedObject(key, `refusals ${here.name}→${there.name}`, { count: 0 });
    this.#contacts = new Contacts(this);
  }

  get other(): End {
    const [one, other] = this.link.ends;
    return one === this ? other : one;
  }

  /** The actor that stands for the node as a source of signals. */
  get origin(): Actor {
    return must(this.here.origin, "every node has been up once");
  }

  /** The lane in which signals of `sender` to `receiver` travel; made when it is first used. */
  laneFor(sender: Actor, receiver: Actor): Lane {
    const isByActor = this.here.network.order === "actors";
    const from = isByActor ? sender : this.origin;
    const to = isByActor ? receiver : this.other.origin;
    let lanes = this.#lanes.get(from);
    if (lanes === undefined) {
      lanes = new Map();
      this.#lanes.set(from, lanes);
    }
    let lane = lanes.get(to);
    if (lane === undefined) {
      lane = new Lane(this, from, to);
      lanes.set(to, lane);
    }
    return lane;
  }

  /** Every lane that was ever used. */
  lanes(): readonly Lane[] {
    return [...this.#lanes.values()].flatMap((lanes) => [...lanes.values()]);
  }

  /** Sends something to the other side. When the way is lost, so is the parcel. */
  send(parcel: Parcel, cause: Task): void {
    const { execution } = cause.actor;
    execution.touch(cause, this.link.object, Access.read);
    if (!this.#contacts.remember(parcel, cause)) return;
    if (!this.link.isLive || this.isBlocked) return;
    const { origin, signal, to } = parcel;
    const sent = signal.kind === "link" ? { ...parcel, signal: { ...signal, isLost: this.#lossTeller() } } : parcel;
    this.laneFor(origin, typeof to === "string" ? this.other.origin : to).push(sent, cause);
  }

  /** On the other side arrives what this one has sent. */
  arrive({ origin, signal, to }: Parcel, cause: Task): void {
    const { execution, order } = this.here.network;
    const { place } = this.there;
    let receiver = typeof to === "string" ? undefined : to;
    if (typeof to === "string" && place !== undefined) {
      execution.touch(cause, place.names.object, Access.read);
      receiver = place.names.holder(to);
    }
    if (receiver !== undefined) passOn(order === "nodes" ? this.origin : origin, receiver, { signal, origin }, cause);
  }

  /** All that is under way from here is lost. */
  clear(): void {
    for (const lane of this.lanes()) lane.clear();
  }

  /** A lane is empty: an end that has waited for that may notice the loss. */
  drained(cause: Task): void {
    const { other } = this;
    if (!other.isPatient || other.#noticing === undefined) return;
    const { execution } = cause.actor;
    execution.follow(other.#noticing, cause);
    execution.reconsider(other.here.view);
  }

  /** The connection is lost: the node will notice. */
  expectNotice(cause: Task, isPatient: boolean = false): void {
    if (!this.isConnected || !this.here.isUp) return;
    const task = this.#noticingTask();
    this.isPatient = isPatient;
    if (task.isArmed) return;
    const { execution } = cause.actor;
    execution.follow(task, cause);
    execution.arm(task, NOTICE, this.here.view, this);
  }

  /** A node that has ended notices nothing. */
  forget(): void {
    this.isConnected = false;
    this.#contacts.clear();
    this.#stopNoticing();
  }

  /** The node notices that the connection is lost. */
  notice(cause: Task): void {
    cause.actor.execution.touch(cause, this.here.view, Access.write);
    this.#stopNoticing();
    this.isConnected = false;
    this.losses += 1;
    this.link.break(cause);
    this.#contacts.lose(cause);
    this.#tellMonitors("nodedown", cause);
    this.link.consider(cause);
  }

  connect(cause: Task): void {
    cause.actor.execution.touch(cause, this.here.view, Access.write);
    this.isConnected = true;
    this.#tellMonitors("nodeup", cause);
  }

  #tellMonitors(kind: "nodeup" | "nodedown", cause: Task): void {
    const { place } = this.here;
    if (place === undefined) return;
    cause.actor.execution.touch(cause, place.monitors, Access.read);
    for (const actor of place.monitors.state) {
      const message = { kind, node: this.there.name };
      passOn(this.other.origin, actor, { signal: { kind: "message", message }, origin: place.actor }, cause);
    }
  }

  /** Tells from now on whether the other side has noticed the loss of the present connection. */
  #lossTeller(): (cause: Task) => boolean {
    const { other } = this;
    const { losses } = other;
    return (cause) => {
      cause.actor.execution.touch(cause, other.here.view, Access.read);
      return other.losses > losses;
    };
  }

  #stopNoticing(): void {
    const task = this.#noticing;
    if (task?.isArmed !== true) return;
    const { execution } = this.here.network;
    execution.causality?.onWithdraw(task);
    execution.disarm(task);
  }

  #noticingTask(): Task {
    const { execution } = this.here.network;
    this.#noticing ??= new Task(execution.nextTaskId(), this.origin, { sender: this.other.origin, lane: 2 }, NOTICE);
    return this.#noticing;
  }
}

const NOTICE = new Operation<unknown, End, unknown>({
  kind: "notice",
  role: Role.delivery,
  access: Access.write,
  isEnabled: (_view, end) => !end.isPatient || end.other.lanes().every(({ isEmpty }) => isEmpty),
  need: ({ isPatient }) => (isPatient ? Number.POSITIVE_INFINITY : 0),
  perform(_view, end, task) {
    end.notice(task);
    return NO_RESULT;
  },
  show: ({ there }) => [there.name],
});
