// The connections of the calling actor's node: listing, monitoring, breaking and establishing them.

import { actingActor, actorOf, operate, Operation, requireTask } from "../kernel/index.ts";
import type { Actor, Task } from "../kernel/index.ts";
import { Access } from "../trace/index.ts";
import type { Pid } from "../trace/index.ts";
import { callingIncarnation } from "./calling-node.ts";
import type { LinkEndpoint } from "./network/endpoint.ts";

/** The message for a node that connected or was lost, received by actors that monitor nodes. */
export interface NodeMessage {
  /** Whether the node has connected or is lost. */
  readonly kind: "nodeUp" | "nodeDown";
  /** The name of the node. */
  readonly node: string;
}

/**
 * The name of the node that the calling actor runs on; `undefined` outside all nodes. Erlang's `node/0`.
 * @throws UsageError (`outside-execution`, `operation-in-rule`)
 */
export function thisNode(): string | undefined {
  return actingActor().location?.name;
}

/**
 * The name of the node that an actor runs or ran on; `undefined` outside all nodes. Erlang's `node/1`.
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `not-a-pid`, `foreign-pid`)
 */
export function nodeOf(pid: Pid): string | undefined {
  return actorOf(pid).location?.name;
}

/**
 * The nodes that the calling actor's node considers connected, excluding itself. A lost node is included until its loss
 * is detected. Erlang's `nodes/0`.
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `no-node`)
 */
export function nodes(): readonly string[] {
  const { node } = callingIncarnation("nodes");
  const task = requireTask();
  task.actor.execution.recordAccess(task, node.view, Access.read);
  const endpoints = [...node.links.values()].map((link) => link.endpointAt(node));
  return endpoints.filter(({ isConnected }) => isConnected).map(({ there }) => there.name);
}

/**
 * Sends the calling actor messages `{ kind: "nodeUp" | "nodeDown", node }` from now on, when its node connects to
 * another and when it detects that one is lost. Erlang's `net_kernel:monitor_nodes`.
 * @param isMonitoring `false` stops the messages
 * @throws UsageError (`no-node`)
 */
export function monitorNodes(isMonitoring: boolean = true): Promise<void> {
  return operate(MONITOR_NODES, callingIncarnation("monitorNodes").monitors, isMonitoring);
}

/** Like `monitorNodes`, in the running step. */
export function monitorNodesNow(): void {
  const { monitors } = callingIncarnation("monitorNodes");
  const task = requireTask();
  task.actor.execution.recordAccess(task, monitors, Access.write);
  monitors.state.add(actingActor());
}

/**
 * Breaks the connection of the calling actor's node to another: immediately on this side; the other node detects the
 * loss later. It stays broken until either node calls `connectNode`. Erlang's `erlang:disconnect_node`.
 * @throws UsageError (`unknown-node`, `not-two-nodes`, `no-node`)
 */
export function disconnectNode(name: string): Promise<void> {
  const endpoint = endpointTo(name, "disconnectNode");
  return operate(DISCONNECT, endpoint.link.object, endpoint);
}

/** Like `disconnectNode`, in the running step. */
export function disconnectNow(name: string): void {
  const endpoint = endpointTo(name, "disconnectNode");
  disconnect(endpoint, requireTask());
}

/**
 * Connects the calling actor's node to another. Erlang's `net_kernel:connect_node`.
 * @returns whether they are connected now
 * @throws UsageError (`unknown-node`, `not-two-nodes`, `no-node`)
 */
export function connectNode(name: string): Promise<boolean> {
  const endpoint = endpointTo(name, "connectNode");
  return operate(CONNECT_NODE, endpoint.link.object, endpoint);
}

/** Like `connectNode`, in the running step. */
export function connectNow(name: string): boolean {
  return connect(endpointTo(name, "connectNode"), requireTask());
}

function endpointTo(name: string, what: string): LinkEndpoint {
  const { node } = callingIncarnation(what);
  return node.network.link(node.name, name).endpointAt(node);
}

function disconnect(endpoint: LinkEndpoint, cause: Task): void {
  const { execution } = cause.actor;
  const { here, link } = endpoint;
  for (const object of [link.object, link.connection, here.view]) execution.recordAccess(cause, object, Access.write);
  endpoint.link.isWanted = false;
  endpoint.link.break(cause);
  if (endpoint.isConnected) endpoint.detectLoss(cause);
}

function connect({ here, link, there }: LinkEndpoint, cause: Task): boolean {
  const { execution } = cause.actor;
  execution.recordAccess(cause, link.object, Access.write);
  execution.recordAccess(cause, here.view, Access.read);
  if (link.isLive) return true;
  execution.recordAccess(cause, there.object, Access.read);
  if (!link.isOpen || !there.isUp) return false;
  // The other node may still consider the old connection alive: the request for a new one makes it detect the loss.
  for (const each of link.endpoints) if (each.isConnected) each.detectLoss(cause);
  link.connectNow(cause);
  return true;
}

const MONITOR_NODES = new Operation<Set<Actor>, boolean, void>({
  kind: "monitorNodes",
  access: Access.write,
  perform(monitors, isMonitoring, { actor }) {
    if (isMonitoring) monitors.add(actor);
    else monitors.delete(actor);
  },
  show: () => [],
});

const DISCONNECT = new Operation<unknown, LinkEndpoint, void>({
  kind: "disconnectNode",
  access: Access.write,
  perform: (_link, endpoint, task) => disconnect(endpoint, task),
  show: ({ there }) => [there.name],
});

const CONNECT_NODE = new Operation<unknown, LinkEndpoint, boolean>({
  kind: "connectNode",
  access: Access.write,
  perform: (_link, endpoint, task) => connect(endpoint, task),
  show: ({ there }) => [there.name],
});
