// The link between two nodes, and its connection.
//
// A connection carries signals both ways. When it breaks, everything in flight is lost, and each endpoint detects the
// loss in a step of its own; until then, what it sends is lost. Once both have detected it and nothing prevents a
// connection, a further step reconnects them. So no signal is lost between two that arrive, unless the receiver's node
// detected a loss between them.

import { hashText, mix } from "../../choice/index.ts";
import { CauseCollector, DEFERRED, Operation, SharedObject, Task } from "../../kernel/index.ts";
import { Access, Role } from "../../trace/index.ts";
import { LinkEndpoint } from "./endpoint.ts";
import type { NodeState } from "../node/node-state.ts";

const LINK = 0x117c;
const CONNECTION = 0x117e;

/** The link between two nodes. */
export class NodeLink {
  /** Written by operations that break or establish the connection, read by transmissions. */
  readonly object: SharedObject<NodeLink>;
  /** Read by losses that are noticed; written by what ends the connection, or prevents another. */
  readonly connection: SharedObject;
  readonly endpoints: readonly [LinkEndpoint, LinkEndpoint];
  /** Whether there is a connection. */
  isLive = false;
  /** Whether it is exempt from faults. */
  isExempt = false;
  /** Whether a lost connection is re-established automatically. */
  isWanted = true;
  #connecting: Task | undefined = undefined;
  readonly #causes: CauseCollector = new CauseCollector();

  constructor(one: NodeState, other: NodeState) {
    const key = mix(mix(hashText(one.name), LINK), hashText(other.name));
    this.object = new SharedObject<NodeLink>(key, `link ${one.name}–${other.name}`, this);
    this.connection = new SharedObject(mix(key, CONNECTION), `connection ${one.name}–${other.name}`, undefined);
    this.endpoints = [new LinkEndpoint(this, one, other), new LinkEndpoint(this, other, one)];
  }

  endpointAt(node: NodeState): LinkEndpoint {
    const [one, other] = this.endpoints;
    return one.here === node ? one : other;
  }

  /** Whether neither direction is blocked. */
  get isOpen(): boolean {
    return !this.endpoints.some(({ isBlocked }) => isBlocked);
  }

  /** Connects without a step and without notifications, when the cluster starts. */
  connectInitially(): void {
    this.isLive = true;
    for (const endpoint of this.endpoints) endpoint.isConnected = true;
  }

  /** Breaks the connection and discards everything in flight; `cause` is the task that does so. */
  break(cause: Task): void {
    if (!this.#isLiveFor(cause)) return;
    this.isLive = false;
    for (const endpoint of this.endpoints) {
      endpoint.clear();
      endpoint.expectLossDetection(cause);
    }
  }

  /** Unblocks both directions. */
  restore(cause: Task): void {
    cause.actor.execution.recordAccess(cause, this.object, Access.write);
    // A step that opens nothing is no cause of a reconnection, which could have come before it.
    if (this.isOpen) return;
    for (const endpoint of this.endpoints) endpoint.isBlocked = false;
    this.reconnectIfPossible(cause);
  }

  /**
   * Closes the connection when one node has shut down: what it has sent arrives, then the other node detects the loss.
   */
  close(closing: LinkEndpoint, cause: Task): void {
    if (!this.#isLiveFor(cause)) return;
    this.isLive = false;
    closing.other.clear();
    closing.other.expectLossDetection(cause, true);
  }

  /** Arms or withdraws the reconnection, after a change to one of its preconditions. */
  reconnectIfPossible(cause: Task): void {
    const task = this.#connectingTask();
    const { execution } = cause.actor;
    const isReady =
      this.isWanted && this.isOpen && this.endpoints.every(({ here, isConnected }) => here.isUp && !isConnected);
    // Before this step counts as a cause: what is withdrawn could have come before it.
    if (!isReady) this.#withdraw();
    this.#causes.add(task, cause);
    if (!isReady || task.isArmed) return;
    this.#causes.settle(task);
    execution.arm(task, CONNECT, this.object, this);
  }

  /** Establishes the connection and notifies the monitors of both nodes. */
  connect(cause: Task): void {
    cause.actor.execution.recordAccess(cause, this.connection, Access.write);
    this.#causes.clear();
    this.isLive = true;
    this.isWanted = true;
    for (const endpoint of this.endpoints) endpoint.connect(cause);
  }

  /** Like `connect`, in the running step instead of the armed one. */
  connectNow(cause: Task): void {
    this.#withdraw();
    this.connect(cause);
  }

  /** Whether there is a connection, which `cause` is about to end; that there was none was seen as well. */
  #isLiveFor(cause: Task): boolean {
    const { isLive } = this;
    const { execution } = cause.actor;
    execution.recordAccess(cause, this.connection, isLive ? Access.write : Access.read);
    if (isLive) execution.recordAccess(cause, this.object, Access.write);
    return isLive;
  }

  #withdraw(): void {
    const task = this.#connectingTask();
    if (!task.isArmed) return;
    task.actor.execution.withdraw(task);
    this.#causes.unsettle(task);
  }

  #connectingTask(): Task {
    const [one, other] = this.endpoints;
    const { execution } = one.here.network;
    this.#connecting ??= new Task(execution.nextTaskId(), one.origin, { sender: other.origin, number: 3 }, CONNECT);
    return this.#connecting;
  }
}

const CONNECT = new Operation<unknown, NodeLink, unknown>({
  kind: "connect",
  role: Role.delivery,
  access: Access.write,
  perform(_link, link, task) {
    link.connect(task);
    return DEFERRED;
  },
  show: () => [],
});
