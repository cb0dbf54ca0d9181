// The endpoint of a link: the traffic from one node to another, and the node's view of the connection.

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

/** The endpoint of one node on its link to another. */
export class LinkEndpoint {
  readonly link: NodeLink;
  readonly here: NodeState;
  readonly there: NodeState;
  /** The node's view: true until it detects the loss of the connection. */
  isConnected = false;
  /** Whether everything it sends is lost. */
  isBlocked = false;
  /** Whether it detects the loss only after everything that the other side has sent has arrived. */
  waitsForDelivery = false;
  /** The number of losses detected so far. */
  losses = 0;
  /** The number of non-blocking sends to be refused. */
  readonly refusals: SharedObject<{ count: number }>;
  readonly #queues: Map<Actor, Map<Actor, InFlightQueue>> = new Map();
  /** The watches to be notified when the other node is lost. */
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
    const [one, other] = this.link.endpoints;
    return one === this ? other : one;
  }

  /** The actor that stands for the node as a source of signals. */
  get origin(): Actor {
    return must(this.here.origin, "every node has been up once");
  }

  /** The queue for signals from `sender` to `receiver`; created on first use. */
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

  /** Every queue that was ever used. */
  queues(): readonly InFlightQueue[] {
    return [...this.#queues.values()].flatMap((queues) => [...queues.values()]);
  }

  /** Sends an envelope to the other side; it is lost when there is no connection. */
  send(envelope: Envelope, cause: Task): void {
    const { execution } = cause.actor;
    execution.recordAccess(cause, this.link.object, Access.read);
    if (!this.#watches.register(envelope, cause)) return;
    if (!this.link.isLive || this.isBlocked) return;
    const { origin, signal, to } = envelope;
    const sent =
      signal.kind === "link" ? { ...envelope, signal: { ...signal, isLost: this.#createLossCheck() } } : envelope;
    const queue = this.queueFor(origin, typeof to === "string" ? this.other.origin : to);
    // What a step sends as it ends or answers is not declared; and actors of one node may share the queue.
    if (execution.running?.object !== queue.object) execution.recordAccess(cause, queue.object, Access.write);
    queue.push(sent, cause);
  }

  /** Handles the arrival of an envelope from here on the other side. */
  arrive({ origin, signal, to }: Envelope, cause: Task): void {
    const { order } = this.here.network;
    const { incarnationState } = this.there;
    let receiver = typeof to === "string" ? undefined : to;
    if (typeof to === "string" && incarnationState !== undefined) {
      receiver = incarnationState.names.holder(to, cause);
    }
    if (receiver !== undefined) forward(order === "nodes" ? this.origin : origin, receiver, { signal, origin }, cause);
  }

  /** Discards everything in flight from here. */
  clear(): void {
    for (const queue of this.queues()) queue.clear();
  }

  /** Called when a queue has become empty: the other endpoint may have waited for that to detect the loss. */
  drained(cause: Task): void {
    const { other } = this;
    if (!other.waitsForDelivery || other.#detecting === undefined) return;
    const { execution } = cause.actor;
    execution.addCause(other.#detecting, cause);
    execution.ready.recheck(other.here.view);
  }

  /** Arms the detection of a loss of the connection. */
  expectLossDetection(cause: Task, waitsForDelivery: boolean = false): void {
    if (!this.isConnected || !this.here.isUp) return;
    const task = this.#detectionTask();
    this.waitsForDelivery = waitsForDelivery;
    if (task.isArmed) return;
    const { execution } = cause.actor;
    execution.addCause(task, cause);
    execution.arm(task, DETECT_LOSS, this.here.view, this);
  }

  /** Resets the endpoint of a node that has gone down, which detects no loss. */
  forget(cause: Task): void {
    cause.actor.execution.recordAccess(cause, this.link.connection, Access.write);
    this.isConnected = false;
    this.#watches.clear();
    this.#stopDetecting();
  }

  /** Makes the node detect the loss of the connection. */
  detectLoss(cause: Task): void {
    cause.actor.execution.recordAccess(cause, this.here.view, Access.write);
    this.#stopDetecting();
    this.isConnected = false;
    this.losses += 1;
    this.link.break(cause);
    this.#watches.notifyLoss(cause);
    this.#notifyMonitors("nodeDown", cause);
    this.link.reconnectIfPossible(cause);
  }

  connect(cause: Task): void {
    cause.actor.execution.recordAccess(cause, this.here.view, Access.write);
    this.isConnected = true;
    this.#notifyMonitors("nodeUp", cause);
  }

  #notifyMonitors(kind: "nodeUp" | "nodeDown", cause: Task): void {
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

  /** Returns a function that checks whether the other side has detected the loss of the present connection. */
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
    if (task?.isArmed === true) this.here.network.execution.withdraw(task);
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
  isCaused: true,
  perform(_view, endpoint, task) {
    endpoint.detectLoss(task);
    return DEFERRED;
  },
  show: ({ there }) => [there.name],
});
