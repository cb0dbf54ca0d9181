// The link between two nodes: what flows over it, how it breaks and comes back.
//
// A connection carries signals both ways. When it breaks, what is under way is lost, and each end notices by a step of its
// own; until then what it sends goes nowhere. Once both have noticed and nothing is in the way any more, a further step
// connects them again. So no signal is lost between two that arrive, unless the receiver's node was told between them.

import { hashText, mix } from "../../choice/index.ts";
import { CauseCollector, DEFERRED, Operation, SharedObject, Task } from "../../kernel/index.ts";
import { Access, Role } from "../../trace/index.ts";
import { LinkEndpoint } from "./endpoint.ts";
import type { NodeState } from "../node/node-state.ts";

const LINK = 0x117c;

/** One link. */
export class NodeLink {
  /** Written by what breaks or makes the connection, read by what flows over it. */
  readonly object: SharedObject<NodeLink>;
  readonly ends: readonly [LinkEndpoint, LinkEndpoint];
  /** Whether there is a connection. */
  isLive = false;
  /** Whether faults do not strike it. */
  isExempt = false;
  /** Whether a connection that is lost comes back by itself. */
  isWanted = true;
  #connecting: Task | undefined = undefined;
  readonly #causes: CauseCollector = new CauseCollector();

  constructor(one: NodeState, other: NodeState) {
    const key = mix(mix(hashText(one.name), LINK), hashText(other.name));
    this.object = new SharedObject<NodeLink>(key, `link ${one.name}–${other.name}`, this);
    this.ends = [new LinkEndpoint(this, one, other), new LinkEndpoint(this, other, one)];
  }

  /** The end at a node. */
  endAt(node: NodeState): LinkEndpoint {
    const [one, other] = this.ends;
    return one.here === node ? one : other;
  }

  /** Whether the network would carry signals both ways. */
  get isOpen(): boolean {
    return !this.ends.some(({ isBlocked }) => isBlocked);
  }

  /** When the cluster starts, the link connects without a step. */
  connectAtOnce(): void {
    this.isLive = true;
    for (const endpoint of this.ends) endpoint.isConnected = true;
  }

  /** The connection is lost, with all that is under way; `cause` is the task that does so. */
  break(cause: Task): void {
    if (!this.isLive) return;
    cause.actor.execution.recordAccess(cause, this.object, Access.write);
    this.isLive = false;
    for (const endpoint of this.ends) {
      endpoint.clear();
      endpoint.expectLossDetection(cause);
    }
  }

  /** Nothing keeps the network from carrying signals any more. */
  restore(cause: Task): void {
    cause.actor.execution.recordAccess(cause, this.object, Access.write);
    for (const endpoint of this.ends) endpoint.isBlocked = false;
    this.reconnectIfPossible(cause);
  }

  /** The node at one end has ended in good order: what it has sent arrives, then the other end notices. */
  close(closing: LinkEndpoint, cause: Task): void {
    if (!this.isLive) return;
    cause.actor.execution.recordAccess(cause, this.object, Access.write);
    this.isLive = false;
    closing.other.clear();
    closing.other.expectLossDetection(cause, true);
  }

  /** Something that kept the ends apart has gone: if nothing else does, they may connect. */
  reconnectIfPossible(cause: Task): void {
    const task = this.#connectingTask();
    const { execution } = cause.actor;
    this.#causes.add(task, cause);
    const isReady =
      this.isWanted && this.isOpen && this.ends.every(({ here, isConnected }) => here.isUp && !isConnected);
    if (isReady === task.isArmed) return;
    if (isReady) {
      this.#causes.settle(task);
      execution.arm(task, CONNECT, this.object, this);
    } else this.#withdraw();
  }

  /** From here on the ends take each other for connected, and whoever monitors nodes is told. */
  connect(cause: Task): void {
    this.isLive = true;
    this.isWanted = true;
    for (const endpoint of this.ends) endpoint.connect(cause);
  }

  /** The same without waiting for the step that would do it. */
  connectNow(cause: Task): void {
    this.#withdraw();
    this.connect(cause);
  }

  #withdraw(): void {
    const task = this.#connectingTask();
    if (!task.isArmed) return;
    const { execution } = task.actor;
    execution.causality?.onWithdraw(task);
    execution.disarm(task);
  }

  #connectingTask(): Task {
    const [one, other] = this.ends;
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
