// What a group asks of the cluster that its nodes form. Actors on no node are on one more, which knows no other.

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

/** The name of the node that all actors are on who are on none. */
export const NO_NODE = "nonode";

/** A node, or its name. */
export type NodeRef = string | { readonly name: string };

/** The name of a node. */
export function nodeNameOf(node: NodeRef): string {
  return typeof node === "string" ? node : node.name;
}

/** The node of the calling actor. */
export function nodeHere(): string {
  return thisNode() ?? NO_NODE;
}

/** The nodes that the calling actor's node is connected with. */
export function connectedNodes(): readonly string[] {
  return thisNode() === undefined ? [] : nodes();
}

/** Sends a message to whoever holds a name on a node, without waiting and without connecting. */
export function post(name: string, node: string, message: unknown): Sent {
  return postNow({ name, node }, message);
}

/** Gives the link to a node up, in the running step. */
export function cutOff(node: string): void {
  disconnectNow(node);
}

/** Tries to get the link to a node back, in the running step. @returns whether it is there */
export function callBack(node: string): boolean {
  return connectNow(node);
}

/**
 * Makes the calling actor known under a name, and has it hear of nodes that come and go.
 * @throws UsageError (`name-taken`)
 */
export async function joinNetwork(name: string): Promise<void> {
  if (thisNode() === undefined) return;
  if (!(await registerName(name))) {
    throw new UsageError(
      `Another actor of ${nodeHere()} has the name ${name}, which a group needs. Give it another one.`,
      {
        code: "name-taken",
      },
    );
  }
  monitorNodesNow();
}

/** Has the calling actor hear of nodes that come and go. */
export function watchNodes(): void {
  if (thisNode() !== undefined) monitorNodesNow();
}
