// Named clusters: a node that connects one notifies the known nodes through one shard; a node that leaves one, through shard 0.

import type { Cluster, Entry } from "../shard/entry.ts";
import { addMember, DEFAULT, isMember, nodesOf, removeMember } from "./membership.ts";
import { joinedOf, sendSnapshot, snapshotOf, takeSnapshot } from "./peers.ts";
import type { Control, Joined, Result, Snapshot, Wish } from "../protocol.ts";
import { dropWhere, tellRemoved } from "../shard/rows.ts";
import { tellSiblings } from "../siblings.ts";
import type { Shard } from "../shard/shard-state.ts";

type Connect = Extract<Control, { readonly kind: "cluster_connect" }>;
type Acknowledgement = Extract<Control, { readonly kind: "cluster_connect_ack" }>;
type Left = Extract<Control, { readonly kind: "cluster_disconnect" | "cluster_purge" }>;
type Disconnect = Extract<Wish, { readonly op: "disconnect" }>;

const OK: Result = { kind: "ok" };

/** Notifies the known nodes that this node has connected clusters. */
export async function announceClusters(shard: Shard, names: readonly string[]): Promise<Result> {
  const { instance } = shard;
  const clusters = names.map((cluster) => joinedOf(shard, cluster));
  for (const node of await nodesOf(instance, DEFAULT)) {
    if (node === instance.node) continue;
    await shard.outbox.control(node, { kind: "cluster_connect", node: instance.node, clusters });
  }
  return OK;
}

/** Handles another node's connect; replies with this shard's own rows for the clusters that both nodes are in. */
export async function welcome(shard: Shard, { clusters, node }: Connect): Promise<void> {
  const { instance } = shard;
  const snapshots: Snapshot[] = [];
  for (const { cluster, epoch } of clusters) {
    if (!(await isMember(instance, cluster, instance.node))) continue;
    if (instance.epochs.isOver(cluster, node, epoch)) continue;
    instance.epochs.hear(cluster, node, epoch);
    await addMember(instance, cluster, node);
    snapshots.push(await snapshotOf(shard, cluster));
  }
  if (snapshots.length === 0) return;
  await shard.outbox.control(node, { kind: "cluster_connect_ack", node: instance.node, snapshots });
  await tellSiblings(shard, { kind: "send_cluster_data", node, clusters: snapshots.map(({ cluster }) => cluster) });
}

/** Handles that a node is in a cluster of this node. */
export async function acknowledge(shard: Shard, { node, snapshots }: Acknowledgement): Promise<void> {
  const { instance } = shard;
  if (!shard.peers.has(node)) return;
  const clusters: Cluster[] = [];
  for (const snapshot of snapshots) {
    const { cluster, epoch } = snapshot;
    if (!(await isMember(instance, cluster, instance.node))) continue;
    if (instance.epochs.isOver(cluster, node, epoch)) continue;
    await takeSnapshot(shard, node, snapshot);
    await addMember(instance, cluster, node);
    await sendSnapshot(shard, node, cluster);
    clusters.push(cluster);
  }
  if (clusters.length > 0) await tellSiblings(shard, { kind: "send_cluster_data", node, clusters });
}

/** This shard's part of leaving clusters. Shard 0 notifies the other nodes. */
export async function leaveClusters(shard: Shard, { clusters, epochs }: Disconnect): Promise<Result> {
  const { instance } = shard;
  await shard.outbox.flush();
  const left = clusters.map((cluster, index): Joined => ({ cluster, epoch: epochs[index] ?? 0 }));
  const isAll = instance.settings.has("purge-on-disconnect");
  const removed = await dropWhere(
    shard,
    (entry) => (isAll || entry.node === instance.node) && isOf(shard, entry, instance.node, left),
  );
  tellRemoved(shard, removed, "cluster_disconnect");
  const own = [...removed.registered, ...removed.joined].filter(({ node }) => node === instance.node);
  for (const pid of new Set(own.map((entry) => entry.pid))) await shard.unwatchIfIdle(pid);
  if (shard.index > 0) return OK;
  const told = new Set<string>();
  for (const cluster of clusters) for (const node of await nodesOf(instance, cluster)) told.add(node);
  told.delete(instance.node);
  for (const node of told) {
    await shard.outbox.control(node, { kind: "cluster_disconnect", node: instance.node, clusters: left });
  }
  return OK;
}

/** Handles another node's disconnect. Shard 0 receives it and notifies its siblings. */
export async function farewell(shard: Shard, { clusters, kind, node }: Left): Promise<void> {
  const { instance } = shard;
  if (kind === "cluster_disconnect") {
    for (const { cluster, epoch } of clusters) {
      if (!instance.epochs.close(cluster, node, epoch)) continue;
      await removeMember(instance, cluster, node);
      // A sibling may have received a newer membership between the request and its reply.
      if (!instance.epochs.isLatest(cluster, node, epoch)) await addMember(instance, cluster, node);
    }
  }
  const removed = await dropWhere(shard, (entry) => entry.node === node && isOf(shard, entry, node, clusters));
  tellRemoved(shard, removed, "cluster_disconnect");
  if (kind === "cluster_disconnect") await tellSiblings(shard, { kind: "cluster_purge", node, clusters });
}

/** Sends a node this shard's own rows in clusters. */
export async function sendClusterData(shard: Shard, node: string, clusters: readonly Cluster[]): Promise<void> {
  for (const cluster of clusters) await sendSnapshot(shard, node, cluster);
}

/** Whether a row belongs to ended memberships; those of the other nodes are not distinguished. */
function isOf({ instance }: Shard, entry: Entry, node: string, clusters: readonly Joined[]): boolean {
  const left = clusters.find(({ cluster }) => cluster === entry.cluster);
  if (left === undefined) return false;
  return !instance.settings.has("cluster-epochs") || entry.node !== node || entry.epoch <= left.epoch;
}
