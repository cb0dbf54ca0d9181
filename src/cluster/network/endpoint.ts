// One end of a link: what a node sends to another, and what it takes for true of it.

import { hashText, mix } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import { DEFERRED, Operation, forward, SharedObject, Task } from "../../kernel/index.ts";
import type { Actor } from "../../kernel/index.ts";
import { Access, Role } from "../../trace/index.ts";
import { RemoteWatches } from "./remote-watches.ts";
import { InFlightQueue } from "./in-flight.ts";
import type { Envelope } from "./in-flight.ts";
import type { NodeLink } from "./link.ts";
import type { NodeState } from "../node/node-state.ts";

const REFUSALS = 0x117d;

/** What one node has to do with another. */
export class LinkEndpoint {
  readonly link: NodeLink;
  readonly here: NodeState;
  readonly there: NodeState;
  /** What the node believes: a connection that is lost counts until it has noticed. */
  isConnected = false;
  /** Whether what it sends is lost. */
  isBlocked = false;
  /** Whether it notices the loss only when all that the other side has sent is there. */
  waitsForDelivery = false;
  /** How often it has noticed that the connection was lost. */
  losses = 0;
  /** How many of the next sends that do not wait are refused. */
  readonly refusals: SharedObject<{ count: number }>;
  readonly #queues: Map<Actor, Map<Actor, InFlightQueue>> = new Map();
  /** Who is to be told when the other node is lost. */
  readonly #watches: RemoteWatches;
  #detecting: Task | undefined = undefined;

  constructor(link: NodeLink, here: NodeState, there: NodeState) {
    this.link = link;
    this.here = here;
    this.there = there;
    const key = mix(mix(hashText(here.name), REFUSALS), hashText(there.name));
    this.refusals = new SharedObject(key, `refusals ${here.name}→${there.name}`, { count: 0 });
    this.#watches = new RemoteWatches(this);
  }

  get other(): LinkEndpoint {
    const [one, other] = this.link.ends;
    return one === this ? other : one;
  }

  /** The actor that stands for the node as a source of signals. */
  get origin(): Actor {
    return must(this.here.origin, "every node has been up once");
  }

  /** The lane in which signals of `sender` to `receiver` travel; made when it is first used. */
  queueFor(sender: Actor, receiver: Actor): InFlightQueue {
    const isByActor = this.here.network.order === "actors";
    const from = isByActor ? sender : this.origin;
    const to = isByActor ? receiver : this.other.origin;
    let queues = this.#queues.get(from);
    if (queues === undefined) {
      queues = new Map();
      this.#queues.set(from, queues);
    }
    let queue = queues.get(to);
    if (queue === undefined) {
      queue = new InFlightQueue(this, from, to);
      queues.set(to, queue);
    }
    return queue;
  }

  /** Every lane that was ever used. */
  queues(): readonly InFlightQueue[] {
    return [...this.#queues.values()].flatMap((queues) => [...queues.values()]);
  }

  /** Sends something to the other side. When the way is lost, so is the parcel. */
  send(envelope: Envelope, cause: Task): void {
    const { execution } = cause.actor;
    execution.recordAccess(cause, this.link.object, Access.read);
    if (!this.#watches.remember(envelope, cause)) return;
    if (!this.link.isLive || this.isBlocked) return;
    const { origin, signal, to } = envelope;
    const sent =
      signal.kind === "link" ? { ...envelope, signal: { ...signal, isLost: this.#createLossCheck() } } : envelope;
    this.queueFor(origin, typeof to === "string" ? this.other.origin : to).push(sent, cause);
  }

  /** On the other side arrives what this one has sent. */
  arrive({ origin, signal, to }: Envelope, cause: Task): void {
    const { execution, order } = this.here.network;
    const { incarnationState } = this.there;
    let receiver = typeof to === "string" ? undefined : to;
    if (typeof to === "string" && incarnationState !== undefined) {
      execution.recordAccess(cause, incarnationState.names.object, Access.read);
      receiver = incarnationState.names.holder(to);
    }
    if (receiver !== undefined) forward(order === "nodes" ? this.origin : origin, receiver, { signal, origin }, cause);
  }

  /** All that is under way from here is lost. */
  clear(): void {
    for (const queue of this.queues()) queue.clear();
  }

  /** A lane is empty: an end that has waited for that may notice the loss. */
  drained(cause: Task): void {
    const { other } = this;
    if (!other.waitsForDelivery || other.#detecting === undefined) return;
    const { execution } = cause.actor;
    execution.addCause(other.#detecting, cause);
    execution.recheckWaiting(other.here.view);
  }

  /** The connection is lost: the node will notice. */
  expectLossDetection(cause: Task, isPatient: boolean = false): void {
    if (!this.isConnected || !this.here.isUp) return;
    const task = this.#detectionTask();
    this.waitsForDelivery = isPatient;
    if (task.isArmed) return;
    const { execution } = cause.actor;
    execution.addCause(task, cause);
    execution.arm(task, DETECT_LOSS, this.here.view, this);
  }

  /** A node that has ended notices nothing. */
  forget(): void {
    this.isConnected = false;
    this.#watches.clear();
    this.#stopDetecting();
  }

  /** The node notices that the connection is lost. */
  detectLoss(cause: Task): void {
    cause.actor.execution.recordAccess(cause, this.here.view, Access.write);
    this.#stopDetecting();
    this.isConnected = false;
    this.losses += 1;
    this.link.break(cause);
    this.#watches.lose(cause);
    this.#tellMonitors("nodedown", cause);
    this.link.reconnectIfPossible(cause);
  }

  connect(cause: Task): void {
    cause.actor.execution.recordAccess(cause, this.here.view, Access.write);
    this.isConnected = true;
    this.#tellMonitors("nodeup", cause);
  }

  #tellMonitors(kind: "nodeup" | "nodedown", cause: Task): void {
    const { incarnationState } = this.here;
    if (incarnationState === undefined) return;
    cause.actor.execution.recordAccess(cause, incarnationState.monitors, Access.read);
    for (const actor of incarnationState.monitors.state) {
      const message = { kind, node: this.there.name };
      forward(
        this.other.origin,
        actor,
        { signal: { kind: "message", message }, origin: incarnationState.actor },
        cause,
      );
    }
  }

  /** Tells from now on whether the other side has noticed the loss of the present connection. */
  #createLossCheck(): (cause: Task) => boolean {
    const { other } = this;
    const { losses } = other;
    return (cause) => {
      cause.actor.execution.recordAccess(cause, other.here.view, Access.read);
      return other.losses > losses;
    };
  }

  #stopDetecting(): void {
    const task = this.#detecting;
    if (task?.isArmed !== true) return;
    const { execution } = this.here.network;
    execution.causality?.onWithdraw(task);
    execution.disarm(task);
  }

  #detectionTask(): Task {
    const { execution } = this.here.network;
    this.#detecting ??= new Task(
      execution.nextTaskId(),
      this.origin,
      { sender: this.other.origin, number: 2 },
      DETECT_LOSS,
    );
    return this.#detecting;
  }
}

const DETECT_LOSS = new Operation<unknown, LinkEndpoint, unknown>({
  kind: "notice",
  role: Role.delivery,
  access: Access.write,
  isEnabled: (_view, endpoint) => !endpoint.waitsForDelivery || endpoint.other.queues().every(({ isEmpty }) => isEmpty),
  requiredPermits: ({ waitsForDelivery }) => (waitsForDelivery ? Number.POSITIVE_INFINITY : 0),
  perform(_view, endpoint, task) {
    endpoint.detectLoss(task);
    return DEFERRED;
  },
  show: ({ there }) => [there.name],
});
