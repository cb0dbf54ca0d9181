// A node's life: it starts, it crashes, it stops.

import { spawnNow, removeWithNode } from "../../kernel/index.ts";
import type { Actor, Task } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { NodeState } from "./node-state.ts";
import { Incarnation } from "./incarnation.ts";
import { startSystemActor } from "./system-actor.ts";

/** Starts the next incarnation of a node that is down, in the step of `cause`. */
export function startNode(node: NodeState, cause: Task): Incarnation {
  const { network, origin } = node;
  node.incarnation += 1;
  // Later ones under the first: who else the cluster's owner spawns meanwhile makes no difference to their paths.
  const isFirst = origin === undefined;
  const actor = startSystemActor(
    cause,
    isFirst ? node.name : `incarnation-${node.incarnation}`,
    origin ?? network.owner,
  );
  node.origin ??= actor;
  const incarnation = new Incarnation(node, actor);
  actor.location = incarnation;
  node.incarnationState = incarnation;
  if (isFirst) return incarnation;
  for (const link of node.links.values()) link.reconnectIfPossible(cause);
  for (const armed of node.armedFaults) armed.arm();
  return incarnation;
}

/** What the cluster boots its nodes with runs on a node that has just started. */
export function bootNode({ boot, incarnationState }: NodeState, cause: Task): void {
  if (boot !== undefined && incarnationState !== undefined)
    incarnationState.booting = spawnNow(incarnationState.actor, "boot", boot, cause).pid;
}

/** A node ends without a word: its actors and what they own are gone, and what they have sent and has not arrived. */
export function crashNode(node: NodeState, cause: Task): void {
  const { incarnationState } = node;
  if (incarnationState === undefined) return;
  for (const link of node.links.values()) {
    link.break(cause);
    link.endAt(node).forget();
  }
  endIncarnation(incarnationState, cause);
  for (const link of node.links.values()) link.reconnectIfPossible(cause);
}

/** A node whose actors have ended is taken down: what they have sent arrives. */
export function closeNode(node: NodeState, cause: Task): void {
  const { incarnationState } = node;
  if (incarnationState === undefined) return;
  for (const link of node.links.values()) {
    const endpoint = link.endAt(node);
    link.close(endpoint, cause);
    endpoint.forget();
  }
  endIncarnation(incarnationState, cause);
  for (const link of node.links.values()) link.reconnectIfPossible(cause);
}

/** The actors that run at a place and have not ended. */
export function actorsOn(incarnation: Incarnation): readonly Actor[] {
  return incarnation.actor.execution.actors.filter(
    (actor) => actor.location === incarnation && actor !== incarnation.actor,
  );
}

function endIncarnation(incarnation: Incarnation, cause: Task): void {
  const { node } = incarnation;
  node.incarnationState = undefined;
  for (const armed of node.armedFaults) if (armed.task !== cause) armed.cancel();
  const { execution } = incarnation.actor;
  execution.recordAccess(cause, node.view, Access.write);
  for (const actor of actorsOn(incarnation)) removeWithNode(actor, "noconnection", cause);
  removeWithNode(incarnation.actor, "noconnection", cause);
}
