// The clusters that a node is connected to, and the nodes that it knows to be in each cluster.

import { SharedObject } from "../../kernel/index.ts";
import type { ClusterName } from "../tables/shard-key.ts";

/** Clusters and nodes, as seen from one node. */
export class Topology {
  /** Touched by all reads and writes. */
  readonly object: SharedObject;
  readonly #node: string;
  /** The named clusters to which the node is connected, each with its epoch. Written by the membership server alone. */
  readonly #epochs = new Map<string, number>();
  #latestEpoch = 0;
  /** The shards that know a node to be in a cluster; each shard writes only its own index. */
  readonly #known = new Map<ClusterName, Map<string, Set<number>>>();

  constructor(node: string, key: number, label: string) {
    this.#node = node;
    this.object = new SharedObject(key, label, undefined);
  }

  /** The connections, each with its epoch: reconnecting begins a new one. */
  get epochs(): ReadonlyMap<string, number> {
    return this.#epochs;
  }

  isConnected(cluster: ClusterName): boolean {
    return cluster === undefined || this.#epochs.has(cluster);
  }

  connect(cluster: string): void {
    this.#latestEpoch += 1;
    this.#epochs.set(cluster, this.#latestEpoch);
  }

  disconnect(cluster: string): void {
    this.#epochs.delete(cluster);
  }

  /** Records that a shard knows a node to be in a cluster. */
  add(cluster: ClusterName, node: string, shard: number): void {
    let nodes = this.#known.get(cluster);
    if (nodes === undefined) {
      nodes = new Map();
      this.#known.set(cluster, nodes);
    }
    const shards = nodes.get(node);
    if (shards === undefined) nodes.set(node, new Set([shard]));
    else shards.add(shard);
  }

  /** Records that a shard knows a node to have left a cluster. */
  remove(cluster: ClusterName, node: string, shard: number): void {
    const nodes = this.#known.get(cluster);
    const shards = nodes?.get(node);
    shards?.delete(shard);
    if (shards?.size === 0) nodes?.delete(node);
    if (nodes?.size === 0) this.#known.delete(cluster);
  }

  /** The same for all clusters. */
  removeAll(node: string, shard: number): void {
    for (const cluster of this.#known.keys()) this.remove(cluster, node, shard);
  }

  /**
   * Without a name, the peers; otherwise the nodes of a cluster, this one included, or none if this node is not
   * connected to it.
   */
  nodes(cluster: ClusterName): readonly string[] {
    if (!this.isConnected(cluster)) return [];
    const others = [...(this.#known.get(cluster)?.keys() ?? [])];
    return (cluster === undefined ? others : [...others, this.#node]).toSorted();
  }
}
