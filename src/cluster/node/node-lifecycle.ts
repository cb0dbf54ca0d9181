// A node's life: it starts, it crashes, it stops.

import { spawnNow, vanish } from "../../kernel/index.ts";
import type { Actor, Task } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { NodeState } from "./node-state.ts";
import { Place } from "./incarnation.ts";
import { standIn } from "./system-actor.ts";

/** Starts the next incarnation of a node that is down, in the step of `cause`. */
export function startNode(node: NodeState, cause: Task): Place {
  const { network, origin } = node;
  node.incarnation += 1;
  // Later ones under the first: who else the cluster's owner spawns meanwhile makes no difference to their paths.
  const isFirst = origin === undefined;
  const actor = standIn(cause, isFirst ? node.name : `incarnation-${node.incarnation}`, origin ?? network.owner);
  node.origin ??= actor;
  const place = new Place(node, actor);
  actor.home = place;
  node.place = place;
  if (isFirst) return place;
  for (const link of node.links.values()) link.consider(cause);
  for (const threat of node.threats) threat.arm();
  return place;
}

/** What the cluster boots its nodes with runs on a node that has just started. */
export function bootNode({ boot, place }: NodeState, cause: Task): void {
  if (boot !== undefined && place !== undefined) place.booting = spawnNow(place.actor, "boot", boot, cause).pid;
}

/** A node ends without a word: its actors and what they own are gone, and what they have sent and has not arrived. */
export function crashNode(node: NodeState, cause: Task): void {
  const { place } = node;
  if (place === undefined) return;
  for (const link of node.links.values()) {
    link.break(cause);
    link.endAt(node).forget();
  }
  endPlace(place, cause);
  for (const link of node.links.values()) link.consider(cause);
}

/** A node whose actors have ended is taken down: what they have sent arrives. */
export function closeNode(node: NodeState, cause: Task): void {
  const { place } = node;
  if (place === undefined) return;
  for (const link of node.links.values()) {
    const end = link.endAt(node);
    link.close(end, cause);
    end.forget();
  }
  endPlace(place, cause);
  for (const link of node.links.values()) link.consider(cause);
}

/** The actors that run at a place and have not ended. */
export function inhabitantsOf(place: Place): readonly Actor[] {
  return place.actor.execution.actors.filter((actor) => actor.home === place && actor !== place.actor);
}

function endPlace(place: Place, cause: Task): void {
  const { node } = place;
  node.place = undefined;
  for (const threat of node.threats) if (threat.task !== cause) threat.cancel();
  const { execution } = place.actor;
  execution.touch(cause, node.view, Access.write);
  for (const actor of inhabitantsOf(place)) vanish(actor, "noconnection", cause);
  vanish(place.actor, "noconnection", cause);
}
