// The caller's part of connecting and disconnecting.

import { choose, now, send } from "heddle";

import type { Instance } from "../instance.ts";
import { addMember, isMember, removeMember } from "./membership.ts";
import { ask, begin } from "../shard/request.ts";

/** Connects the node to new clusters and notifies the other nodes through a random shard. */
export async function connectClusters(
  instance: Instance,
  clusters: readonly string[],
  { timeout, ttl }: { readonly timeout: number; readonly ttl: number | undefined },
): Promise<void> {
  const fresh: string[] = [];
  for (const cluster of clusters) if (!(await isMember(instance, cluster, instance.node))) fresh.push(cluster);
  if (fresh.length === 0) return;
  const isFirst = instance.settings.has("lease-first");
  if (isFirst && ttl !== undefined) await lease(instance, fresh, ttl);
  for (const cluster of fresh) {
    instance.epochs.open(cluster);
    await addMember(instance, cluster, instance.node);
  }
  await ask(instance, await choose(instance.settings.shards), { op: "connect", clusters: fresh }, timeout);
  if (!isFirst && ttl !== undefined) await lease(instance, fresh, ttl);
}

async function lease({ shared, sweeper }: Instance, clusters: readonly string[], ttl: number): Promise<void> {
  for (const cluster of clusters) await shared.leases.insert(cluster, { cluster, ttl, expires: now() + ttl });
  if (sweeper !== undefined) await send(sweeper, { kind: "lease" });
}

/** Leaves clusters: removes the leases, then the membership, then asks the shards one after the other. */
export async function disconnectClusters(
  instance: Instance,
  clusters: readonly string[],
  timeout: number,
): Promise<void> {
  for (const cluster of clusters) await instance.shared.leases.delete(cluster);
  const joined: string[] = [];
  for (const cluster of clusters) if (await isMember(instance, cluster, instance.node)) joined.push(cluster);
  const epochs = joined.map((cluster) => instance.epochs.own(cluster));
  for (const [index, cluster] of joined.entries()) {
    instance.epochs.close(cluster, instance.node, epochs[index] ?? 0);
    await removeMember(instance, cluster, instance.node);
  }
  if (joined.length === 0) return;
  const wish = { op: "disconnect", clusters: joined, epochs } as const;
  const shards = instance.shards.keys();
  if (!instance.settings.has("tell-all-shards")) {
    for (const index of shards) await ask(instance, index, wish, timeout);
    return;
  }
  const answers = [];
  for (const index of shards) answers.push(await begin(instance, index, wish));
  for (const answer of answers) await answer(timeout);
}
