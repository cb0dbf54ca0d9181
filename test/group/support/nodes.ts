// Several nodes with a group on each, for conformance cases.

import assert from "node:assert/strict";
import { quiescence } from "heddle";
import { Cluster } from "heddle/cluster";
import type { ClusterOptions } from "heddle/cluster";
import { Group } from "heddle/group";
import type { ClusterName, GroupOptions } from "heddle/group";

import { ActorDriver } from "./actor-driver.ts";

/** Options of the nodes. */
export interface Setting extends Partial<GroupOptions> {
  readonly order?: NonNullable<ClusterOptions["order"]>;
}

/** Nodes, each with an instance of one group. */
export class Nodes {
  readonly cluster: Cluster;
  readonly group: Group;

  private constructor(cluster: Cluster, group: Group) {
    this.cluster = cluster;
    this.group = group;
  }

  /** Starts the nodes and waits until all are connected. */
  static async start(names: readonly string[], { order = "nodes", ...options }: Setting = {}): Promise<Nodes> {
    const groups: Group[] = [];
    const cluster = await Cluster.start({
      nodes: names,
      order,
      boot: async () => {
        groups.push(await Group.start({ name: "g", shards: 2, ...options }));
      },
    });
    await quiescence();
    const [group] = groups;
    assert.ok(group !== undefined);
    return new Nodes(cluster, group);
  }

  /** An actor on a node. */
  actor(node: string, name: string): Promise<ActorDriver> {
    return ActorDriver.start(name, ((...how: [string, () => unknown]) =>
      this.cluster.node(node).spawn(...how)) as never);
  }

  /** The rows that a node shows of a cluster, as text. */
  async view(node: string, cluster?: ClusterName): Promise<readonly string[]> {
    const group = this.group.on(node);
    const where = cluster === undefined ? {} : { cluster };
    const rows: string[] = [];
    for (const key of KEYS) {
      const holder = await group.lookup(key, where);
      if (holder !== undefined) rows.push(`${key}=${holder.pid.label}${note(holder.meta)}`);
      for (const member of await group.members(key, where)) rows.push(`${key}+${member.pid.label}${note(member.meta)}`);
    }
    return rows.toSorted();
  }

  /** Waits for quiescence, then asserts that all nodes show the expected rows of a cluster. */
  async agree(nodes: readonly string[], expected: readonly string[], cluster?: ClusterName): Promise<void> {
    await quiescence();
    for (const node of nodes) assert.deepEqual(await this.view(node, cluster), expected, `on ${node}`);
  }
}

/** The keys of the cases, spread over both shards. */
const KEYS = ["a", "b", "c", "d", "e"];

function note(meta: unknown): string {
  const { v } = meta as { readonly v?: number };
  return v === undefined ? "" : ` v${v}`;
}
