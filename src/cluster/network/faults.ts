// The faults of a cluster and their recoveries: links that were cut are restored, crashed nodes are restarted. The
// schedule determines when.

import { armStall, Fault, faultsOf } from "../../fault/index.ts";
import type { SharedObject } from "../../kernel/index.ts";
import type { LinkEndpoint } from "./endpoint.ts";
import type { InFlightQueue } from "./in-flight.ts";
import { blockTraffic } from "./cut.ts";
import type { NodeLink } from "./link.ts";
import type { Network } from "./network.ts";
import type { NodeState } from "../node/node-state.ts";
import { bootNode, crashNode, startNode } from "../node/node-lifecycle.ts";

/** The possible clock jumps, in milliseconds. */
const CLOCK_JUMPS = [-1_000, -10, 10, 1_000];

/** The largest number of nodes for which every split is tried; with more nodes, only single nodes are split off. */
const MAX_NODES_FOR_ALL_SPLITS = 5;

/** Arms the faults of a newly created network. */
export function armClusterFaults(network: Network): void {
  const { nemesis } = network;
  const faults = faultsOf(network.execution);
  for (const link of network.links) {
    if (link.isExempt) continue;
    faults.arm(nemesis, CUT, link.object, undefined);
    for (const endpoint of link.endpoints) {
      faults.arm(nemesis, ONE_WAY, link.object, endpoint);
      faults.arm(nemesis, REFUSE, endpoint.refusals, endpoint);
    }
  }
  if (faults.has("partition")) {
    for (const links of sidesOf(network.nodes).map(linksAround)) {
      if (links.every(({ isExempt }) => !isExempt)) faults.arm(nemesis, PARTITION, network.object, links);
    }
  }
  for (const node of network.nodes) {
    const { clock, isExempt, object } = node;
    if (isExempt) continue;
    node.armedFaults = [faults.arm(nemesis, CRASH, object, node), faults.arm(nemesis, RESTART, object, node)].filter(
      (armed) => armed !== undefined,
    );
    faults.arm(nemesis, SKEW, clock, node);
    if (network.execution.settings.clocks !== "own") armStall(nemesis, clock);
  }
}

/** Prepares the drop fault of a newly created queue. */
export function armDropFault({ execution, nemesis }: Network, queue: InFlightQueue): void {
  if (queue.isExempt) return;
  const armed = faultsOf(execution).arm(nemesis, DROP, queue.object, undefined);
  armed?.cancel();
  queue.dropFault = armed;
}

/** One side of each way to split the nodes, the first node always on the other. */
function sidesOf(nodes: readonly NodeState[]): readonly (readonly NodeState[])[] {
  if (nodes.length > MAX_NODES_FOR_ALL_SPLITS) return nodes.map((node) => [node]);
  const [, ...others] = nodes;
  let sides: readonly (readonly NodeState[])[] = [[]];
  for (const node of others) sides = sides.flatMap((side) => [side, [...side, node]]);
  return sides.filter(({ length }) => length > 0);
}

function linksAround(side: readonly NodeState[]): readonly NodeLink[] {
  return side.flatMap((node) => [...node.links].filter(([other]) => !side.includes(other)).map(([, link]) => link));
}

const CUT: Fault<NodeLink> = new Fault<NodeLink>({
  kind: "cut",
  budgetKind: "cut",
  inject(link, _argument, armed) {
    blockTraffic(link.endpoints, armed.task);
    armed.armRecovery(RESTORE, undefined);
  },
});

const RESTORE: Fault<NodeLink> = new Fault<NodeLink>({
  kind: "mend",
  inject(link, _argument, armed) {
    link.restore(armed.task);
    armed.arm();
  },
});

const ONE_WAY: Fault<NodeLink, LinkEndpoint> = new Fault<NodeLink, LinkEndpoint>({
  kind: "cut one way",
  budgetKind: "oneWay",
  inject(_link, endpoint, armed) {
    blockTraffic([endpoint], armed.task);
    armed.armRecovery(RESTORE, undefined);
  },
  show: ({ here, there }) => [`${here.name}→${there.name}`],
});

const PARTITION: Fault<Network, readonly NodeLink[]> = new Fault<Network, readonly NodeLink[]>({
  kind: "partition",
  budgetKind: "partition",
  inject(_network, links, armed) {
    blockTraffic(
      links.flatMap(({ endpoints }) => endpoints),
      armed.task,
    );
    armed.armRecovery(HEAL, links);
  },
  show: labelsOf,
});

const HEAL: Fault<Network, readonly NodeLink[]> = new Fault<Network, readonly NodeLink[]>({
  kind: "heal",
  inject(_network, links, armed) {
    for (const link of links) link.restore(armed.task);
    armed.arm();
  },
  show: labelsOf,
});

const CRASH: Fault<NodeState, NodeState> = new Fault<NodeState, NodeState>({
  kind: "crash",
  budgetKind: "crash",
  inject(_state, node, { task }) {
    crashNode(node, task);
  },
});

const RESTART: Fault<NodeState, NodeState> = new Fault<NodeState, NodeState>({
  kind: "crash to restart",
  budgetKind: "restart",
  inject(_state, node, armed) {
    crashNode(node, armed.task);
    armed.armRecovery(START, node);
  },
});

const START: Fault<NodeState, NodeState> = new Fault<NodeState, NodeState>({
  kind: "start",
  inject(_state, node, armed) {
    if (node.isUp) {
      // The program has restarted it meanwhile.
      armed.arm();
      return;
    }
    startNode(node, armed.task);
    bootNode(node, armed.task);
  },
});

const REFUSE: Fault<{ count: number }, LinkEndpoint> = new Fault<{ count: number }, LinkEndpoint>({
  kind: "refuse",
  budgetKind: "refuse",
  inject(refusals, _endpoint, armed) {
    refusals.count += 1;
    armed.arm();
  },
});

const DROP: Fault<InFlightQueue> = new Fault<InFlightQueue>({
  kind: "drop",
  budgetKind: "drop",
  inject(queue, _argument, armed) {
    queue.drop();
    if (!queue.isEmpty) armed.arm();
  },
});

const SKEW: Fault<unknown, NodeState> = new Fault<unknown, NodeState>({
  kind: "skew",
  budgetKind: "skew",
  inject(_clock, node, armed) {
    node.clockOffset += CLOCK_JUMPS[node.network.execution.draw(CLOCK_JUMPS.length, armed.task)] ?? 0;
    armed.arm();
  },
});

function labelsOf(links: readonly { readonly object: SharedObject }[]): readonly unknown[] {
  return links.map(({ object }) => object.label);
}
