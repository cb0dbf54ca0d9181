// The cluster functions that a group uses. Actors on no node form one more node, which is connected to no other.

import {
  connectNow,
  disconnectNow,
  monitorNodesNow,
  nodes,
  postNow,
  registerName,
  thisNode,
} from "../../cluster/index.ts";
import type { Sent } from "../../cluster/index.ts";
import { UsageError } from "../../errors.ts";

/** The node name for all actors that are on no node. */
export const NO_NODE = "nonode";

/** A node of a cluster, or its `name`. */
export type NodeRef = string | { readonly name: string };

/** The name of a node. */
export function nodeNameOf(node: NodeRef): string {
  return typeof node === "string" ? node : node.name;
}

/** The node of the calling actor. */
export function nodeHere(): string {
  return thisNode() ?? NO_NODE;
}

/** The nodes that the calling actor's node is connected to. */
export function connectedNodes(): readonly string[] {
  return thisNode() === undefined ? [] : nodes();
}

/** Sends a message to the actor registered under a name on a node, without waiting and without connecting. */
export function post(name: string, node: string, message: unknown): Sent {
  return postNow({ name, node }, message);
}

/** Closes the link to a node, in the running step. */
export function disconnectNode(node: string): void {
  disconnectNow(node);
}

/** Tries to restore the link to a node, in the running step. @returns whether it is connected */
export function reconnect(node: string): boolean {
  return connectNow(node);
}

/**
 * Registers the calling actor under a name, and subscribes it to node events.
 * @throws UsageError (`name-taken`)
 */
export async function joinNetwork(name: string): Promise<void> {
  if (thisNode() === undefined) return;
  if (!(await registerName(name))) {
    throw new UsageError(
      `Another actor of ${nodeHere()} is registered as ${name}, a name that a group needs. Use another name for it.`,
      {
        code: "name-taken",
      },
    );
  }
  monitorNodesNow();
}

/** Subscribes the calling actor to node events. */
export function watchNodes(): void {
  if (thisNode() !== undefined) monitorNodesNow();
}
