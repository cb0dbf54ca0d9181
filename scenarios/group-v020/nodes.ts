// The nodes as the model sees them: without a cluster there is one, and nobody to send to.

import type { Pid } from "heddle";

/** The name of a node that is alone. */
export const ALONE = "alone";

/** The calling actor's node. */
export function here(): string {
  return ALONE;
}

/** The node of an actor. */
export function nodeOfActor(_pid: Pid): string {
  return ALONE;
}

/** The nodes that the calling actor's node is connected to. */
export function connectedNodes(): readonly string[] {
  return [];
}

/** Sends to whoever holds a name on another node; does not wait, and connects nobody. */
export async function sendAcross(
  _name: string,
  _node: string,
  _message: unknown,
): Promise<"sent" | "refused" | "disconnected"> {
  return "disconnected";
}

/** The calling actor is to be found by its name from other nodes, and hears of nodes that come and go. */
export async function announce(_name: string): Promise<void> {}

/** Connects a node again; tells whether it is connected. */
export async function connectTo(_node: string): Promise<boolean> {
  return false;
}

/** Gives up the connection to a node. */
export async function disconnectFrom(_node: string): Promise<void> {}
