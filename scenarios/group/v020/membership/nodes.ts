// The model's access to nodes. Outside of all nodes, and on a cluster's only node, there are no receivers.

import {
  connectNode,
  disconnectNode,
  monitorNodes,
  nodes,
  registerName,
  sendTo,
  thisNode,
  trySend,
} from "heddle/cluster";

const ALONE = "alone";

/** The calling actor's node. */
export function here(): string {
  return thisNode() ?? ALONE;
}

/** The nodes that the calling actor's node is connected to. */
export function connectedNodes(): readonly string[] {
  return thisNode() === undefined ? [] : nodes();
}

/** Sends to the holder of a name on another node, without waiting or connecting. */
export function sendAcross(name: string, node: string, message: unknown): Promise<"sent" | "refused" | "disconnected"> {
  return trySend({ name, node }, message);
}

/** The send that v0.2.0 used for some messages: it may wait, and connects to a node that is not connected. */
export function sendAndConnect(name: string, node: string, message: unknown): Promise<void> {
  return sendTo({ name, node }, message);
}

/** Makes the calling actor reachable by name from other nodes, and subscribes it to node events. */
export async function announce(name: string): Promise<void> {
  if (thisNode() === undefined) return;
  await registerName(name);
  await monitorNodes();
}

/** Reconnects a node; whether it is connected. */
export function connectTo(node: string): Promise<boolean> {
  return connectNode(node);
}

/** Drops the connection to a node. */
export function disconnectFrom(node: string): Promise<void> {
  return disconnectNode(node);
}
