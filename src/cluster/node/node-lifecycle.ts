// The life cycle of a node: start, crash, shutdown.

import { spawnNow, removeWithNode } from "../../kernel/index.ts";
import type { Actor, Task } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { NodeState } from "./node-state.ts";
import { Incarnation } from "./incarnation.ts";
import { startSystemActor } from "../../fault/index.ts";

/** Starts the next incarnation of a node that is down, in the step of `cause`. */
export function startNode(node: NodeState, cause: Task): Incarnation {
  const { network, origin } = node;
  node.incarnation += 1;
  // Later incarnations are children of the first, so that other children of the cluster's owner do not affect their
  // paths.
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

/** Runs the boot code on a node that has just started. */
export function bootNode({ boot, incarnationState }: NodeState, cause: Task): void {
  if (boot !== undefined && incarnationState !== undefined)
    incarnationState.booting = spawnNow(incarnationState.actor, "boot", boot, cause).pid;
}

/** Crashes a node: its actors, their resources and their messages in flight vanish. */
export function crashNode(node: NodeState, cause: Task): void {
  const { incarnationState } = node;
  if (incarnationState === undefined) return;
  for (const link of node.links.values()) {
    link.break(cause);
    link.endpointAt(node).forget(cause);
  }
  endIncarnation(incarnationState, cause);
  for (const link of node.links.values()) link.reconnectIfPossible(cause);
}

/** Takes down a node whose actors have exited: what they have sent arrives. */
export function closeNode(node: NodeState, cause: Task): void {
  const { incarnationState } = node;
  if (incarnationState === undefined) return;
  for (const link of node.links.values()) {
    const endpoint = link.endpointAt(node);
    link.close(endpoint, cause);
    endpoint.forget(cause);
  }
  endIncarnation(incarnationState, cause);
  for (const link of node.links.values()) link.reconnectIfPossible(cause);
}

/** The actors of an incarnation, including those that have exited. */
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
