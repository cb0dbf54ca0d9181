// The shared state of one node's instance: its settings, its tables and its shards. The pids of the shards are plain data:
// finding one requires no name lookup.

import { now } from "heddle";
import type { Pid } from "heddle";
import { mutex, table } from "heddle/memory";
import type { Mutex, SetTable } from "heddle/memory";

import type { Cluster, Entry } from "./shard/entry.ts";
import { Epochs } from "./shard/epochs.ts";
import type { Subscription } from "./subscription.ts";
import type { Settings } from "./options.ts";

/** The tables of one shard. Local callers read them. */
export interface ShardTables {
  readonly registered: SetTable<string, Entry>;
  readonly registeredByPid: SetTable<string, Entry>;
  readonly joined: SetTable<string, Entry>;
  readonly joinedByPid: SetTable<string, Entry>;
}

/** A cluster membership of a node, in both directions. */
export interface Membership {
  readonly cluster: Cluster;
  readonly node: string;
}

/** The lease of a cluster. */
export interface Lease {
  readonly cluster: string;
  readonly ttl: number;
  readonly expires: number;
}

/** The tables of all shards of a node. */
export interface SharedTables {
  readonly clusterNodes: SetTable<string, Membership>;
  readonly nodeClusters: SetTable<string, Membership>;
  readonly leases: SetTable<string, Lease>;
  readonly subscriptions: SetTable<string, Subscription>;
}

/** One node's instance. */
export interface Instance {
  readonly node: string;
  readonly settings: Settings;
  readonly shared: SharedTables;
  readonly tables: readonly ShardTables[];
  /** The lock for writing the membership tables, with `single-writer`. */
  readonly writer: Mutex;
  /** The shards; an entry is empty until its shard runs. */
  readonly shards: Pid[];
  /** The actor to which subscribers are linked. */
  subscriptions: Pid | undefined;
  sweeper: Pid | undefined;
  reconnector: Pid | undefined;
  readonly epochs: Epochs;
  /** The clusters that reject new members, with `close-admission`. */
  readonly closing: Set<string>;
  /** The number of nodes that the reconnector was asked to reconnect. */
  reconnects: number;
  /** The largest time seen, with `logical-clock`. */
  latest: number;
}

/** Makes an instance whose tables the calling actor owns. */
export function makeInstance(node: string, settings: Settings): Instance {
  const shards = Array.from({ length: settings.shards }, (_, index) => index);
  const names = (name: string, index: number): string => (settings.shards === 1 ? name : `${name}-${index}`);
  return {
    node,
    settings,
    shared: {
      clusterNodes: table("cluster_nodes"),
      nodeClusters: table("node_clusters"),
      leases: table("cluster_leases"),
      subscriptions: table("subscriptions"),
    },
    tables: shards.map((index) => ({
      registered: table(names("reg_by_key", index)),
      registeredByPid: table(names("reg_by_pid", index)),
      joined: table(names("pg_by_key", index)),
      joinedByPid: table(names("pg_by_pid", index)),
    })),
    writer: mutex("membership"),
    shards: [],
    subscriptions: undefined,
    sweeper: undefined,
    reconnector: undefined,
    closing: new Set(),
    epochs: new Epochs(settings.has("cluster-epochs")),
    reconnects: 0,
    latest: 0,
  };
}

/** The time for a new row. */
export function timestamp(instance: Instance): number {
  if (!instance.settings.has("logical-clock")) return now();
  instance.latest += 1;
  return instance.latest;
}

/** The name by which other nodes' shards send to a shard. */
export function shardName({ settings }: Instance, index: number): string {
  return `${settings.name}-shard-${index}`;
}
