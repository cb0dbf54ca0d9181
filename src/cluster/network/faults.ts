// The faults that strike a cluster, and what follows from them: links that are cut are mended, nodes that are to be restarted
// are started again, whenever the schedule says.

import { Fault, faultsOf } from "../../fault/index.ts";
import type { SharedObject } from "../../kernel/index.ts";
import type { End } from "./endpoint.ts";
import type { Lane } from "./in-flight.ts";
import { block } from "./cut.ts";
import type { Link } from "./link.ts";
import type { Network } from "./network.ts";
import type { NodeState } from "../node/node-state.ts";
import { bootNode, crashNode, startNode } from "../node/node-lifecycle.ts";

/** By how much a clock jumps, in milliseconds. */
const JUMPS = [-1_000, -10, 10, 1_000];

/** Up to how many nodes every way to split them is tried; of more, one node is split off. */
const MOST_SPLIT = 5;

/** Arms what may strike a network that has just been made. */
export function threaten(network: Network): void {
  const { nemesis } = network;
  const faults = faultsOf(network.execution);
  for (const link of network.links) {
    if (link.isSpared) continue;
    faults.threaten(nemesis, CUT, link.object, undefined);
    for (const end of link.ends) {
      faults.threaten(nemesis, ONE_WAY, link.object, end);
      faults.threaten(nemesis, REFUSE, end.refusals, end);
    }
  }
  if (faults.has("partition")) {
    for (const links of sidesOf(network.nodes).map(linksAround)) {
      if (links.every(({ isSpared }) => !isSpared)) faults.threaten(nemesis, PARTITION, network.object, links);
    }
  }
  for (const node of network.nodes) {
    const { clock, isSpared, object } = node;
    if (isSpared) continue;
    node.threats = [
      faults.threaten(nemesis, CRASH, object, node),
      faults.threaten(nemesis, RESTART, object, node),
    ].filter((threat) => threat !== undefined);
    faults.threaten(nemesis, SKEW, clock, node);
  }
}

/** A lane that has just been made may lose what it carries. */
export function threatenLane({ execution, nemesis }: Network, lane: Lane): void {
  if (lane.isSpared) return;
  const threat = faultsOf(execution).threaten(nemesis, DROP, lane.object, undefined);
  threat?.cancel();
  lane.threat = threat;
}

/** One side of each way to split the nodes, the first node always on the other. */
function sidesOf(nodes: readonly NodeState[]): readonly (readonly NodeState[])[] {
  if (nodes.length > MOST_SPLIT) return nodes.map((node) => [node]);
  const [, ...others] = nodes;
  let sides: readonly (readonly NodeState[])[] = [[]];
  for (const node of others) sides = sides.flatMap((side) => [side, [...side, node]]);
  return sides.filter(({ length }) => length > 0);
}

function linksAround(side: readonly NodeState[]): readonly Link[] {
  return side.flatMap((node) => [...node.links].filter(([other]) => !side.includes(other)).map(([, link]) => link));
}

const CUT: Fault<Link> = new Fault<Link>({
  kind: "cut",
  costs: "cut",
  strike(link, _argument, threat) {
    block(link.ends, threat.task);
    threat.follow(MEND, undefined);
  },
});

const MEND: Fault<Link> = new Fault<Link>({
  kind: "mend",
  strike(link, _argument, threat) {
    link.mend(threat.task);
    threat.arm();
  },
});

const ONE_WAY: Fault<Link, End> = new Fault<Link, End>({
  kind: "cut one way",
  costs: "oneWay",
  strike(_link, end, threat) {
    block([end], threat.task);
    threat.follow(MEND, undefined);
  },
  show: ({ here, there }) => [`${here.name}→${there.name}`],
});

const PARTITION: Fault<Network, readonly Link[]> = new Fault<Network, readonly Link[]>({
  kind: "partition",
  costs: "partition",
  strike(_network, links, threat) {
    block(
      links.flatMap(({ ends }) => ends),
      threat.task,
    );
    threat.follow(HEAL, links);
  },
  show: labelsOf,
});

const HEAL: Fault<Network, readonly Link[]> = new Fault<Network, readonly Link[]>({
  kind: "heal",
  strike(_network, links, threat) {
    for (const link of links) link.mend(threat.task);
    threat.arm();
  },
  show: labelsOf,
});

const CRASH: Fault<NodeState, NodeState> = new Fault<NodeState, NodeState>({
  kind: "crash",
  costs: "crash",
  strike(_state, node, { task }) {
    crashNode(node, task);
  },
});

const RESTART: Fault<NodeState, NodeState> = new Fault<NodeState, NodeState>({
  kind: "crash to restart",
  costs: "restart",
  strike(_state, node, threat) {
    crashNode(node, threat.task);
    threat.follow(START, node);
  },
});

const START: Fault<NodeState, NodeState> = new Fault<NodeState, NodeState>({
  kind: "start",
  strike(_state, node, threat) {
    if (node.isUp) {
      // The program has started it meanwhile.
      threat.arm();
      return;
    }
    startNode(node, threat.task);
    bootNode(node, threat.task);
  },
});

const REFUSE: Fault<{ count: number }, End> = new Fault<{ count: number }, End>({
  kind: "refuse",
  costs: "refuse",
  strike(refusals, _end, threat) {
    refusals.count += 1;
    threat.arm();
  },
});

const DROP: Fault<Lane> = new Fault<Lane>({
  kind: "drop",
  costs: "drop",
  strike(lane, _argument, threat) {
    lane.drop();
    if (!lane.isEmpty) threat.arm();
  },
});

const SKEW: Fault<unknown, NodeState> = new Fault<unknown, NodeState>({
  kind: "skew",
  costs: "skew",
  strike(_clock, node, threat) {
    node.clockOffset += JUMPS[node.network.execution.draw(JUMPS.length, threat.task)] ?? 0;
    threat.arm();
  },
});

function labelsOf(links: readonly { readonly object: SharedObject }[]): readonly unknown[] {
  return links.map(({ object }) => object.label);
}
