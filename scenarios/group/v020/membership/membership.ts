// Cluster memberships in two tables: by cluster, for routing, and by node, for the loss of a node. Shards and callers write them,
// and each change takes two writes.

import type { Cluster } from "../shard/entry.ts";
import type { Instance, Membership } from "../instance.ts";

/** The default cluster. */
export const DEFAULT: Cluster = null;

/** Adds a node to a cluster. */
export function addMember(instance: Instance, cluster: Cluster, node: string): Promise<void> {
  return exclusively(instance, async () => {
    const { clusterNodes, nodeClusters } = instance.shared;
    await nodeClusters.insert(byNode(cluster, node), { cluster, node });
    await clusterNodes.insert(byCluster(cluster, node), { cluster, node });
  });
}

/** Removes a node from a cluster. */
export function removeMember(instance: Instance, cluster: Cluster, node: string): Promise<void> {
  return exclusively(instance, async () => {
    const { clusterNodes, nodeClusters } = instance.shared;
    await clusterNodes.delete(byCluster(cluster, node));
    await nodeClusters.delete(byNode(cluster, node));
  });
}

/** Removes a lost node from the clusters in its row by node. */
export function removeNode(instance: Instance, node: string): Promise<void> {
  return exclusively(instance, async () => {
    const { clusterNodes, nodeClusters } = instance.shared;
    const removed = await nodeClusters.deleteWhere((_, membership) => membership.node === node);
    for (const [, { cluster }] of removed) await clusterNodes.delete(byCluster(cluster, node));
  });
}

/** Whether a node is in a cluster; every node is in the default one. */
export async function isMember(instance: Instance, cluster: Cluster, node: string): Promise<boolean> {
  return cluster === DEFAULT || (await instance.shared.clusterNodes.has(byCluster(cluster, node)));
}

/** The nodes of a cluster. */
export async function nodesOf(instance: Instance, cluster: Cluster): Promise<string[]> {
  const rows = await instance.shared.clusterNodes.entries();
  return rows.filter(([, membership]) => membership.cluster === cluster).map(([, { node }]) => node);
}

/** The named clusters of a node. */
export async function clustersOf(instance: Instance, node: string): Promise<string[]> {
  const rows: (readonly [string, Membership])[] = await instance.shared.nodeClusters.entries();
  return rows.flatMap(([, membership]) =>
    membership.node === node && membership.cluster !== null ? [membership.cluster] : [],
  );
}

function exclusively(instance: Instance, body: () => Promise<void>): Promise<void> {
  return instance.settings.has("single-writer") ? instance.writer.run(body) : body();
}

function byCluster(cluster: Cluster, node: string): string {
  return `${cluster ?? ""}@${node}`;
}

function byNode(cluster: Cluster, node: string): string {
  return `${node}@${cluster ?? ""}`;
}
