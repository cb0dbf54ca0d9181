// What the calling actor's node takes for connected: asking, being told, breaking and making connections.

import { actingActor, actorOf, operate, Operation, requireTask } from "../kernel/index.ts";
import type { Actor, Task } from "../kernel/index.ts";
import { Access } from "../trace/index.ts";
import type { Pid } from "../trace/index.ts";
import { placeOfCaller } from "./calling-node.ts";
import type { End } from "./network/endpoint.ts";

/** A node came or went, as told to those who monitor nodes. */
export interface NodeMessage {
  readonly kind: "nodeup" | "nodedown";
  readonly node: string;
}

/** The name of the node that the calling actor runs on; `undefined` outside of all nodes. */
export function thisNode(): string | undefined {
  return actingActor().home?.name;
}

/** The name of the node that an actor runs on, or did; `undefined` outside of all nodes. */
export function nodeOf(pid: Pid): string | undefined {
  return actorOf(pid).home?.name;
}

/**
 * The nodes that the calling actor's node takes for connected, itself left out; a node that is lost counts until its loss
 * is noticed.
 * @throws UsageError (`no-node`)
 */
export function nodes(): readonly string[] {
  const { node } = placeOfCaller("nodes");
  const task = requireTask();
  task.actor.execution.touch(task, node.view, Access.read);
  const ends = [...node.links.values()].map((link) => link.endAt(node));
  return ends.filter(({ isConnected }) => isConnected).map(({ there }) => there.name);
}

/**
 * From now on messages `{ kind: "nodeup" | "nodedown", node }` tell the calling actor when its node connects with another,
 * and when it notices that one is lost.
 * @param isMonitoring `false` stops them
 * @throws UsageError (`no-node`)
 */
export function monitorNodes(isMonitoring: boolean = true): Promise<void> {
  return operate(MONITOR_NODES, placeOfCaller("monitorNodes").monitors, isMonitoring);
}

/** The same in the running step. */
export function monitorNodesNow(): void {
  const { monitors } = placeOfCaller("monitorNodes");
  const task = requireTask();
  task.actor.execution.touch(task, monitors, Access.write);
  monitors.state.add(actingActor());
}

/**
 * Breaks the connection of the calling actor's node with another: at once on this side; the other notices. It stays broken
 * until either calls `connectNode`.
 * @throws UsageError (`unknown-node`, `not-two-nodes`, `no-node`)
 */
export function disconnectNode(name: string): Promise<void> {
  const end = endTo(name, "disconnectNode");
  return operate(DISCONNECT, end.link.object, end);
}

/** The same in the running step. */
export function disconnectNow(name: string): void {
  const end = endTo(name, "disconnectNode");
  disconnect(end, requireTask());
}

/**
 * Connects the calling actor's node with another.
 * @returns whether they are connected now
 * @throws UsageError (`unknown-node`, `not-two-nodes`, `no-node`)
 */
export function connectNode(name: string): Promise<boolean> {
  const end = endTo(name, "connectNode");
  return operate(CONNECT_NODE, end.link.object, end);
}

/** The same in the running step. */
export function connectNow(name: string): boolean {
  return connect(endTo(name, "connectNode"), requireTask());
}

function endTo(name: string, what: string): End {
  const { node } = placeOfCaller(what);
  return node.network.link(node.name, name).endAt(node);
}

function disconnect(end: End, cause: Task): void {
  const { execution } = cause.actor;
  execution.touch(cause, end.link.object, Access.write);
  execution.touch(cause, end.here.view, Access.write);
  end.link.isWanted = false;
  end.link.break(cause);
  if (end.isConnected) end.notice(cause);
}

function connect({ here, link, there }: End, cause: Task): boolean {
  const { execution } = cause.actor;
  execution.touch(cause, link.object, Access.write);
  execution.touch(cause, here.view, Access.read);
  if (link.isLive) return true;
  execution.touch(cause, there.object, Access.read);
  if (!link.isOpen || !there.isUp) return false;
  // The other may still take the old connection for alive: asked for a new one, it notices.
  for (const each of link.ends) if (each.isConnected) each.notice(cause);
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

const DISCONNECT = new Operation<unknown, End, void>({
  kind: "disconnectNode",
  access: Access.write,
  perform(_link, end, task) {
    disconnect(end, task);
  },
  show: ({ there }) => [there.name],
});

const CONNECT_NODE = new Operation<unknown, End, boolean>({
  kind: "connectNode",
  access: Access.write,
  perform: (_link, end, task) => connect(end, task),
  show: ({ there }) => [there.name],
});
