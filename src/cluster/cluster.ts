// The handle of a cluster, started by the program: nodes inside one execution and the network between them.

import { must, UsageError } from "../errors.ts";
import { checkOptionNames } from "../options.ts";
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

/** Options for `Cluster.start`. */
export interface ClusterOptions {
  /** The names of its nodes, at least one, all distinct; all are connected when it starts. */
  readonly nodes: readonly string[];
  /** The code that each node runs as its first actor whenever it starts. Default: none. */
  readonly boot?: Boot;
  /**
   * The order in which signals from another node arrive. `nodes` (default): all signals from one node to one actor
   * arrive in the order in which they were sent, and in order with notifications about the connection, as on the BEAM
   * with its one channel for each pair of nodes. `actors`: only signals from one actor to another are ordered.
   */
  readonly order?: DeliveryOrder;
  /**
   * What the receiver of a message, a call or a reply on another node gets. `copied` (default): a copy of plain objects,
   * arrays, maps, sets, dates, errors of the language and buffers, as over a network; functions and objects of other
   * classes are shared.
   * `shared`: the very value that was sent.
   */
  readonly messages?: "copied" | "shared";
  /** The nodes and links exempt from faults. Default: none. */
  readonly spared?: FaultExemption;
}

/** Options for `cut`. */
export interface CutOptions {
  /** Whether only messages from the first node are lost. Default `false`. */
  readonly oneWay?: boolean;
}

/**
 * A cluster of nodes, after distributed Erlang. An actor that runs on no node is outside: it observes all nodes directly, and no partition separates it
 * from them.
 * @example
 * const cluster = await Cluster.start({ nodes: ["a", "b"] });
 * await cluster.node("a").spawn("client", async () => { ... });
 * await cluster.partition(["a"]);
 * await cluster.heal();
 */
export class Cluster {
  /** Its nodes, in the order of their names in the options. */
  readonly nodes: readonly ClusterNode[];
  readonly #network: Network;

  private constructor(network: Network, boot: Boot | undefined) {
    this.#network = network;
    this.nodes = network.nodes.map((state) => ClusterNode.create(state, boot));
  }

  /** @internal */
  static create(network: Network, boot: Boot | undefined): Cluster {
    return new Cluster(network, boot);
  }

  /**
   * Starts the cluster of an execution and waits until all nodes have booted.
   * @throws UsageError (`invalid-option`, `unknown-option`, `second-cluster`, `remote-node`)
   */
  static async start(options: ClusterOptions): Promise<Cluster> {
    checkOptions(options);
    const { boot, messages = "copied", nodes, order = "nodes", spared = {} } = options;
    const owner = actingActor();
    if (networkOf(owner.execution) !== undefined) {
      throw new UsageError("The program has started a cluster already. Start only one cluster in an execution.", {
        code: "second-cluster",
      });
    }
    const cluster = await operate(START, undefined, { nodes, order, messages, boot, spared });
    for (const node of cluster.nodes) await node.booted();
    return cluster;
  }

  /** The node with a name. @throws UsageError (`unknown-node`) */
  node(name: string): ClusterNode {
    const { index } = this.#network.node(name);
    return must(this.nodes[index], "each node has a handle");
  }

  /**
   * Cuts every link between two sides; messages in flight there are lost.
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
      for (const { name: across } of rest) endpoints.push(...this.#network.link(name, across).endpoints);
    }
    if (endpoints.length === 0) throw invalid("A partition must have nodes on both sides, but one side has none.");
    return cut(this.#network, endpoints);
  }

  /**
   * Cuts one link; messages in flight there are lost.
   * @throws UsageError (`unknown-option`, `unknown-node`, `not-two-nodes`)
   */
  cut(one: string, other: string, options: CutOptions = {}): Promise<void> {
    checkOptionNames(options, ["oneWay"], "cluster.cut");
    const { oneWay = false } = options;
    const link = this.#network.link(one, other);
    const endpoints = oneWay ? [link.endpointAt(this.#network.node(one))] : link.endpoints;
    return cut(this.#network, endpoints);
  }

  /**
   * Restores one link, or all. The nodes reconnect by themselves once both have detected the loss of the connection.
   */
  heal(): Promise<void>;
  heal(one: string, other: string): Promise<void>;
  heal(one?: string, other?: string): Promise<void> {
    if (one === undefined && other === undefined) return operate(HEAL, this.#network.object, this.#network.links);
    const link = this.#network.link(one ?? "", other ?? "");
    return operate(HEAL, link.object, [link]);
  }

  /**
   * Refuses the next non-blocking sends from one node to another, as if the connection were too busy.
   * @throws UsageError (`invalid-option`, `unknown-node`, `not-two-nodes`)
   */
  refuse(from: string, to: string, times: number = 1): Promise<void> {
    if (!Number.isSafeInteger(times) || times < 1) {
      throw invalid(`times of cluster.refuse must be a whole number of at least 1, but is ${String(times)}.`);
    }
    const endpoint = this.#network.link(from, to).endpointAt(this.#network.node(from));
    return operate(REFUSE, endpoint.refusals, times);
  }
}

function checkSide(side: unknown): void {
  if (Array.isArray(side)) return;
  throw invalid(`A side of a partition must be a list of node names, but is ${JSON.stringify(side)}.`);
}

function checkOptions(options: ClusterOptions): void {
  checkOptionNames(options, ["nodes", "boot", "order", "messages", "spared"], "Cluster.start");
  const { boot, messages, nodes, order, spared = {} } = options;
  const names: readonly unknown[] = Array.isArray(nodes) ? nodes : [];
  const isNamed = names.length > 0 && names.every((name) => typeof name === "string" && name !== "");
  if (!isNamed || new Set(names).size < names.length) {
    throw invalid(`nodes must be a list of distinct names, at least one, but is ${JSON.stringify(nodes)}.`);
  }
  if (order !== undefined && order !== "nodes" && order !== "actors") {
    throw invalid(`order must be "nodes" or "actors", but is ${JSON.stringify(order)}.`);
  }
  if (messages !== undefined && messages !== "copied" && messages !== "shared") {
    throw invalid(`messages must be "copied" or "shared", but is ${JSON.stringify(messages)}.`);
  }
  if (!isFaultExemption(spared)) {
    throw invalid('spared must name nodes and links, for example { nodes: ["a"], links: [["a", "b"]] }.');
  }
  if (boot !== undefined && typeof boot !== "function")
    throw invalid("boot must be a function, which is called with the node that starts.");
}

/** Whether a value lists nodes and links, which need not exist. */
function isFaultExemption({ links = [], nodes = [] }: FaultExemption): boolean {
  return Array.isArray(nodes) && Array.isArray(links) && links.every(isPair);
}

function isPair(link: unknown): boolean {
  return Array.isArray(link) && link.length === 2;
}

function invalid(message: string): UsageError {
  return new UsageError(message, { code: "invalid-option" });
}

/** Cuts the outgoing traffic of some endpoints, of one link or of several. */
function cut(network: Network, endpoints: readonly LinkEndpoint[]): Promise<void> {
  const [first] = endpoints;
  const isOneLink = first !== undefined && endpoints.every(({ link }) => link === first.link);
  return operate(CUT, isOneLink ? first.link.object : network.object, endpoints);
}

interface Starting {
  readonly nodes: readonly string[];
  readonly order: DeliveryOrder;
  readonly messages: "copied" | "shared";
  readonly boot: Boot | undefined;
  readonly spared: FaultExemption;
}

const START = new Operation<unknown, Starting, Cluster>({
  kind: "cluster.start",
  access: Access.none,
  perform(_state, { boot, messages, nodes, order, spared }, task) {
    const network = new Network(task, nodes, { order, copiesMessages: messages === "copied" });
    installNetwork(network);
    for (const name of spared.nodes ?? []) network.node(name).isExempt = true;
    for (const [one, other] of spared.links ?? []) network.link(one, other).isExempt = true;
    for (const node of network.nodes) startNode(node, task);
    for (const link of network.links) link.connectInitially();
    armClusterFaults(network);
    const cluster = Cluster.create(network, boot);
    for (const node of network.nodes) bootNode(node, task);
    return cluster;
  },
  show: ({ nodes }) => nodes,
});

const CUT = new Operation<unknown, readonly LinkEndpoint[], void>({
  kind: "cluster.cut",
  access: Access.write,
  perform: (_state, endpoints, task) => blockTraffic(endpoints, task),
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
