// Discovery of the shards with the same number on all nodes, and the loss of a peer or its node. Both sides greet, so that
// everything happens twice; all of it is idempotent.

import { monitor } from "heddle";
import type { DownMessage } from "heddle";

import { applySnapshot } from "../shard/apply.ts";
import type { Cluster } from "../shard/entry.ts";
import { addMember, clustersOf, DEFAULT, removeNode } from "./membership.ts";
import { tellSiblings } from "../siblings.ts";
import type { Control, Joined, Peer, Snapshot } from "../protocol.ts";
import { dropWhere, ownRows, tellRemoved } from "../shard/rows.ts";
import type { Shard } from "../shard/shard-state.ts";

type Greeting = Extract<Control, { readonly kind: "peer_connect" | "peer_connect_ack" }>;

/** Greets the shard of the same number on a node. */
export async function greet(shard: Shard, node: string, kind: Greeting["kind"] = "peer_connect"): Promise<void> {
  const { instance, pid } = shard;
  const clusters = (await clustersOf(instance, instance.node)).map((cluster) => joinedOf(shard, cluster));
  await shard.outbox.control(node, { kind, node: instance.node, pid, shards: instance.settings.shards, clusters });
}

/** Handles a greeting of another node's shard, or its reply. */
export async function meet(shard: Shard, greeting: Greeting): Promise<void> {
  const { instance, peers } = shard;
  const { clusters, kind, node, pid, shards } = greeting;
  if (shards !== instance.settings.shards) throw new Error(`${node} has ${shards} shards`);
  const known = peers.get(node);
  if (known !== undefined && known.pid !== pid && instance.settings.has("peer-by-pid")) {
    await retire(shard, node, "nodedown");
  }
  const own = await clustersOf(instance, instance.node);
  const shared: Cluster[] = [DEFAULT];
  for (const { cluster, epoch } of clusters) {
    if (cluster === null || !own.includes(cluster)) continue;
    if (instance.epochs.isOver(cluster, node, epoch)) continue;
    instance.epochs.hear(cluster, node, epoch);
    shared.push(cluster);
  }
  for (const cluster of shared) await addMember(instance, cluster, node);
  if (!peers.has(node)) peers.set(node, { pid, ref: await monitor(pid) });
  if (kind === "peer_connect") await greet(shard, node, "peer_connect_ack");
  for (const cluster of shared) await sendSnapshot(shard, node, cluster);
  const named = shared.filter((cluster) => cluster !== DEFAULT);
  if (!instance.settings.has("sync-on-handshake") || kind === "peer_connect" || named.length === 0) return;
  const memberships = named.map((cluster) => joinedOf(shard, cluster));
  await shard.outbox.control(node, { kind: "cluster_connect", node: instance.node, clusters: memberships });
  await tellSiblings(shard, { kind: "send_cluster_data", node, clusters: named });
}

/** Sends the rows of this node's own actors in a cluster, if there are any. */
export async function sendSnapshot(shard: Shard, node: string, cluster: Cluster): Promise<void> {
  const snapshot = await snapshotOf(shard, cluster);
  if (snapshot.registered.length + snapshot.joined.length === 0) return;
  await shard.outbox.control(node, { kind: "cluster_state", node: shard.instance.node, snapshot });
}

/** The rows of this node's own actors in a cluster. */
export async function snapshotOf(shard: Shard, cluster: Cluster): Promise<Snapshot> {
  return { ...joinedOf(shard, cluster), ...(await ownRows(shard, cluster)) };
}

/** Handles a snapshot. */
export async function takeSnapshot(shard: Shard, node: string, snapshot: Snapshot): Promise<void> {
  if (shard.instance.epochs.isOver(snapshot.cluster, node, snapshot.epoch)) return;
  await applySnapshot(shard, node, snapshot);
}

/** This node's membership in a cluster, with its number. */
export function joinedOf({ instance }: Shard, cluster: Cluster): Joined {
  return { cluster, epoch: instance.epochs.own(cluster) };
}

/** Handles the loss of a node. */
export async function handleNodeDown(shard: Shard, node: string): Promise<void> {
  const { instance, index } = shard;
  if (index === 0 || !instance.settings.has("one-shard-removes")) await removeNode(instance, node);
  instance.epochs.forget(node);
  await purge(shard, node, "nodedown");
  shard.peers.delete(node);
}

/** The peer of a DOWN. */
export function peerOf(shard: Shard, { pid, ref }: DownMessage): string | undefined {
  const isByRef = shard.instance.settings.has("down-by-ref");
  const isOf = (peer: Peer): boolean => (isByRef ? peer.ref === ref : peer.pid === pid);
  return [...shard.peers].find(([, peer]) => isOf(peer))?.[0];
}

/** Removes a peer that is dead or unreachable. */
export function handlePeerDown(shard: Shard, node: string): Promise<void> {
  return retire(shard, node, `nodedown ${node}`);
}

async function retire(shard: Shard, node: string, reason: string): Promise<void> {
  if (!shard.instance.settings.has("route-by-shard")) await removeNode(shard.instance, node);
  await purge(shard, node, reason);
  shard.peers.delete(node);
}

async function purge(shard: Shard, node: string, reason: string): Promise<void> {
  tellRemoved(shard, await dropWhere(shard, (entry) => entry.node === node), reason);
}
