// The nodes as the model sees them. Outside of all nodes, and on a cluster's only node, there is nobody to send to.

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

/** Sends to whoever holds a name on another node; does not wait, and connects nobody. */
export function sendAcross(name: string, node: string, message: unknown): Promise<"sent" | "refused" | "disconnected"> {
  return trySend({ name, node }, message);
}

/** The same as it was for some messages: it may wait for the way, and connects a node that is not connected. */
export function sendAndConnect(name: string, node: string, message: unknown): Promise<void> {
  return sendTo({ name, node }, message);
}

/** The calling actor is to be found by its name from other nodes, and hears of nodes that come and go. */
export async function announce(name: string): Promise<void> {
  if (thisNode() === undefined) return;
  await registerName(name);
  await monitorNodes();
}

/** Connects a node again; tells whether it is connected. */
export function connectTo(node: string): Promise<boolean> {
  return connectNode(node);
}

/** Gives up the connection to a node. */
export function disconnectFrom(node: string): Promise<void> {
  return disconnectNode(node);
}
