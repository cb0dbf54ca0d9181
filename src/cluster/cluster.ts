// A cluster of nodes inside one execution: started by the program, seen whole by whoever runs outside of all nodes.

import { must, UsageError } from "../errors.ts";
import { actingActor, operate, Operation } from "../kernel/index.ts";
import { Access } from "../trace/index.ts";
import { ClusterNode } from "./cluster-node.ts";
import type { Boot } from "./cluster-node.ts";
import type { LinkEndpoint } from "./network/endpoint.ts";
import { blockTraffic } from "./network/cut.ts";
import type { NodeLink } from "./network/link.ts";
import { installNetwork, Network, networkOf } from "./network/network.ts";
import { armClusterFaults } from "./network/faults.ts";
import type { DeliveryOrder, FaultExemption } from "./network/network.ts";
import { bootNode, startNode } from "./node/node-lifecycle.ts";

/** What a cluster may be told. */
export interface ClusterOptions {
  /** The names of its nodes, at least one, all distinct; all are connected when it starts. */
  readonly nodes: readonly string[];
  /** What each node runs as its first actor whenever it starts. Default: nothing. */
  readonly boot?: Boot;
  /**
   * In which order signals arrive that come from another node. `nodes` (default): all from one node to one actor in the order
   * in which they were sent, with word of the connection before and behind them, as on the BEAM with its one channel for
   * each pair of nodes. `actors`: only those of one actor to another, and nothing else is promised.
   */
  readonly order?: DeliveryOrder;
  /** Where faults do not strike. Default: they may strike everywhere. */
  readonly spared?: FaultExemption;
}

/** Where a link is cut. */
export interface CutOptions {
  /** Whether only what the first node sends is lost. Default `false`. */
  readonly oneWay?: boolean;
}

/**
 * A cluster. Whoever runs on no node is outside: it sees all nodes at once, and nothing between it and them is ever cut.
 * @example
 * const cluster = await Cluster.start({ nodes: ["a", "b"] });
 * await cluster.node("a").spawn("client", async () => { ... });
 * await cluster.partition(["a"]);
 * await cluster.heal();
 */
export class Cluster {
  readonly nodes: readonly ClusterNode[];
  readonly #network: Network;

  /** @internal */
  constructor(network: Network, boot: Boot | undefined) {
    this.#network = network;
    this.nodes = network.nodes.map((state) => new ClusterNode(state, boot));
  }

  /**
   * Starts the cluster of an execution and waits until all nodes have booted.
   * @throws UsageError (`invalid-option`, `unknown-option`, `second-cluster`, `far-node`)
   */
  static async start(options: ClusterOptions): Promise<Cluster> {
    checkOptions(options);
    const { boot, nodes, order = "nodes", spared = {} } = options;
    const owner = actingActor();
    if (networkOf(owner.execution) !== undefined) {
      throw new UsageError("The program has started a cluster already, and an execution has one. Start it once.", {
        code: "second-cluster",
      });
    }
    const cluster = await operate(START, undefined, { nodes, order, boot, spared });
    for (const node of cluster.nodes) await node.booted();
    return cluster;
  }

  /** @throws UsageError (`unknown-node`) */
  node(name: string): ClusterNode {
    const { index } = this.#network.node(name);
    return must(this.nodes[index], "each node has its handle");
  }

  /**
   * Cuts every link between two sides; what is under way there is lost.
   * @param other default: all nodes that are not on the first side
   * @throws UsageError (`invalid-option`, `unknown-node`, `not-two-nodes`)
   */
  partition(side: readonly string[], other?: readonly string[]): Promise<void> {
    for (const each of [side, other ?? []]) checkSide(each);
    const one = side.map((name) => this.#network.node(name));
    const rest =
      other?.map((name) => this.#network.node(name)) ?? this.#network.nodes.filter((node) => !one.includes(node));
    const endpoints: LinkEndpoint[] = [];
    for (const { name } of one) {
      for (const { name: across } of rest) endpoints.push(...this.#network.link(name, across).ends);
    }
    if (endpoints.length === 0)
      throw invalid("A partition has nodes on both sides, but there are none on one of them.");
    return cut(this.#network, endpoints);
  }

  /** Cuts one link; what is under way there is lost. @throws UsageError (`unknown-option`, `unknown-node`, `not-two-nodes`) */
  cut(one: string, other: string, options: CutOptions = {}): Promise<void> {
    checkNames(options, "cluster.cut", ["oneWay"]);
    const { oneWay = false } = options;
    const link = this.#network.link(one, other);
    const ends = oneWay ? [link.endAt(this.#network.node(one))] : link.ends;
    return cut(this.#network, ends);
  }

  /** Mends one link, or all. The nodes connect again by themselves once both have noticed that they were apart. */
  heal(): Promise<void>;
  heal(one: string, other: string): Promise<void>;
  heal(one?: string, other?: string): Promise<void> {
    if (one === undefined && other === undefined) return operate(HEAL, this.#network.object, this.#network.links);
    const link = this.#network.link(one ?? "", other ?? "");
    return operate(HEAL, link.object, [link]);
  }

  /**
   * Has the next sends from one node to another that do not wait refused, as if the way were too busy.
   * @throws UsageError (`invalid-option`, `unknown-node`, `not-two-nodes`)
   */
  refuse(from: string, to: string, times: number = 1): Promise<void> {
    if (!Number.isSafeInteger(times) || times < 1) {
      throw invalid(`times of cluster.refuse must be a whole number from 1 on, but is ${String(times)}.`);
    }
    const endpoint = this.#network.link(from, to).endAt(this.#network.node(from));
    return operate(REFUSE, endpoint.refusals, times);
  }
}

function checkSide(side: unknown): void {
  if (Array.isArray(side)) return;
  throw invalid(`A side of a partition must be a list of names of nodes, but is ${JSON.stringify(side)}.`);
}

function checkNames(options: object, what: string, known: readonly string[]): void {
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new UsageError(`${what} has no option "${unknown}". Known are ${known.join(", ")}.`, {
    code: "unknown-option",
  });
}

function checkOptions(options: ClusterOptions): void {
  checkNames(options, "Cluster.start", ["nodes", "boot", "order", "spared"]);
  const { boot, nodes, order, spared = {} } = options;
  const names: readonly unknown[] = Array.isArray(nodes) ? nodes : [];
  const isNamed = names.length > 0 && names.every((name) => typeof name === "string" && name !== "");
  if (!isNamed || new Set(names).size < names.length) {
    throw invalid(`nodes must be a list of distinct names, at least one, but is ${JSON.stringify(nodes)}.`);
  }
  if (order !== undefined && order !== "nodes" && order !== "actors") {
    throw invalid(`order must be "nodes" or "actors", but is ${JSON.stringify(order)}.`);
  }
  if (!isSpared(spared)) {
    throw invalid('spared names nodes and links, for example { nodes: ["a"], links: [["a", "b"]] }.');
  }
  if (boot !== undefined && typeof boot !== "function")
    throw invalid("boot must be a function of the node that starts.");
}

/** Whether it names nodes and links, which need not exist. */
function isSpared({ links = [], nodes = [] }: FaultExemption): boolean {
  return Array.isArray(nodes) && Array.isArray(links) && links.every(isPair);
}

function isPair(link: unknown): boolean {
  return Array.isArray(link) && link.length === 2;
}

function invalid(message: string): UsageError {
  return new UsageError(message, { code: "invalid-option" });
}

/** Cuts what some ends send; of one link, or of several at once. */
function cut(network: Network, endpoints: readonly LinkEndpoint[]): Promise<void> {
  const [first] = endpoints;
  const isOneLink = first !== undefined && endpoints.every(({ link }) => link === first.link);
  return operate(CUT, isOneLink ? first.link.object : network.object, endpoints);
}

interface Starting {
  readonly nodes: readonly string[];
  readonly order: DeliveryOrder;
  readonly boot: Boot | undefined;
  readonly spared: FaultExemption;
}

const START = new Operation<unknown, Starting, Cluster>({
  kind: "cluster.start",
  access: Access.none,
  perform(_state, { boot, nodes, order, spared }, task) {
    const network = new Network(task, nodes, order);
    installNetwork(network);
    for (const name of spared.nodes ?? []) network.node(name).isExempt = true;
    for (const [one, other] of spared.links ?? []) network.link(one, other).isExempt = true;
    for (const node of network.nodes) startNode(node, task);
    for (const link of network.links) link.connectAtOnce();
    armClusterFaults(network);
    const cluster = new Cluster(network, boot);
    for (const node of network.nodes) bootNode(node, task);
    return cluster;
  },
  show: ({ nodes }) => nodes,
});

const CUT = new Operation<unknown, readonly LinkEndpoint[], void>({
  kind: "cluster.cut",
  access: Access.write,
  perform(_state, endpoints, task) {
    blockTraffic(endpoints, task);
  },
  show: showWays,
});

const HEAL = new Operation<unknown, readonly NodeLink[], void>({
  kind: "cluster.heal",
  access: Access.write,
  perform(_state, links, task) {
    for (const link of links) link.restore(task);
  },
  show: (links) => links.map(({ object }) => object.label),
});

const REFUSE = new Operation<{ count: number }, number, void>({
  kind: "cluster.refuse",
  access: Access.write,
  perform(refusals, times) {
    refusals.count += times;
  },
});

function showWays(endpoints: readonly LinkEndpoint[]): readonly unknown[] {
  return endpoints.map(({ here, there }) => `${here.name}→${there.name}`);
}
