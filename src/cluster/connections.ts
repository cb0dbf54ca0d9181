// What the calling actor's node takes for connected: asking, being told, breaking and making connections.

import { actingActor, actorOf, operate, Operation, requireTask } from "../kernel/index.ts";
import type { Actor, Task } from "../kernel/index.ts";
import { Access } from "../trace/index.ts";
import type { Pid } from "../trace/index.ts";
import { callingIncarnation } from "./calling-node.ts";
import type { LinkEndpoint } from "./network/endpoint.ts";

/** A node came or went, as told to those who monitor nodes. */
export interface NodeMessage {
  readonly kind: "nodeup" | "nodedown";
  readonly node: string;
}

/** The name of the node that the calling actor runs on; `undefined` outside of all nodes. */
export function thisNode(): string | undefined {
  return actingActor().location?.name;
}

/** The name of the node that an actor runs on, or did; `undefined` outside of all nodes. */
export function nodeOf(pid: Pid): string | undefined {
  return actorOf(pid).location?.name;
}

/**
 * The nodes that the calling actor's node takes for connected, itself left out; a node that is lost counts until its loss
 * is noticed.
 * @throws UsageError (`no-node`)
 */
export function nodes(): readonly string[] {
  const { node } = callingIncarnation("nodes");
  const task = requireTask();
  task.actor.execution.recordAccess(task, node.view, Access.read);
  const endpoints = [...node.links.values()].map((link) => link.endAt(node));
  return endpoints.filter(({ isConnected }) => isConnected).map(({ there }) => there.name);
}

/**
 * From now on messages `{ kind: "nodeup" | "nodedown", node }` tell the calling actor when its node connects with another,
 * and when it notices that one is lost.
 * @param isMonitoring `false` stops them
 * @throws UsageError (`no-node`)
 */
export function monitorNodes(isMonitoring: boolean = true): Promise<void> {
  return operate(MONITOR_NODES, callingIncarnation("monitorNodes").monitors, isMonitoring);
}

/** The same in the running step. */
export function monitorNodesNow(): void {
  const { monitors } = callingIncarnation("monitorNodes");
  const task = requireTask();
  task.actor.execution.recordAccess(task, monitors, Access.write);
  monitors.state.add(actingActor());
}

/**
 * Breaks the connection of the calling actor's node with another: at once on this side; the other notices. It stays broken
 * until either calls `connectNode`.
 * @throws UsageError (`unknown-node`, `not-two-nodes`, `no-node`)
 */
export function disconnectNode(name: string): Promise<void> {
  const endpoint = endTo(name, "disconnectNode");
  return operate(DISCONNECT, endpoint.link.object, endpoint);
}

/** The same in the running step. */
export function disconnectNow(name: string): void {
  const endpoint = endTo(name, "disconnectNode");
  disconnect(endpoint, requireTask());
}

/**
 * Connects the calling actor's node with another.
 * @returns whether they are connected now
 * @throws UsageError (`unknown-node`, `not-two-nodes`, `no-node`)
 */
export function connectNode(name: string): Promise<boolean> {
  const endpoint = endTo(name, "connectNode");
  return operate(CONNECT_NODE, endpoint.link.object, endpoint);
}

/** The same in the running step. */
export function connectNow(name: string): boolean {
  return connect(endTo(name, "connectNode"), requireTask());
}

function endTo(name: string, what: string): LinkEndpoint {
  const { node } = callingIncarnation(what);
  return node.network.link(node.name, name).endAt(node);
}

function disconnect(endpoint: LinkEndpoint, cause: Task): void {
  const { execution } = cause.actor;
  execution.recordAccess(cause, endpoint.link.object, Access.write);
  execution.recordAccess(cause, endpoint.here.view, Access.write);
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
  // The other may still take the old connection for alive: asked for a new one, it notices.
  for (const each of link.ends) if (each.isConnected) each.detectLoss(cause);
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
  perform(_link, endpoint, task) {
    disconnect(endpoint, task);
  },
  show: ({ there }) => [there.name],
});

const CONNECT_NODE = new Operation<unknown, LinkEndpoint, boolean>({
  kind: "connectNode",
  access: Access.write,
  perform: (_link, endpoint, task) => connect(endpoint, task),
  show: ({ there }) => [there.name],
});
