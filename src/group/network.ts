// What a group asks of the cluster that its nodes form. A program without nodes is one node that knows no other.

/** How a message left, if it did. */
export type Posted = "sent" | "refused" | "disconnected";

/** The name of the node that all actors are on who are on none. */
export const NO_NODE = "nonode";

/** The node of the calling actor. */
export function nodeHere(): string {
  return NO_NODE;
}

/** The nodes that the calling actor's node is connected with. */
export function connectedNodes(): readonly string[] {
  return [];
}

/** Sends a message to whoever holds a name on a node, without waiting and without connecting. */
export function post(_name: string, _node: string, _message: unknown): Posted {
  return "disconnected";
}

/** Gives the link to a node up, in the running step. */
export function cutOff(_node: string): void {
  // There is none.
}

/** Makes the calling actor known under a name, and has it hear of nodes that come and go. */
export async function joinNetwork(_name: string): Promise<void> {
  // Nobody could ask for it.
}

/** A node, or its name. */
export type NodeRef = string | { readonly name: string };

/** The name of a node. */
export function nodeNameOf(node: NodeRef): string {
  return typeof node === "string" ? node : node.name;
}
