// The sweeper of leases: when a lease expires and this node does not use the cluster, it leaves the cluster; otherwise it extends
// the lease. One timer, for the lease that expires first.

import { now, P, receive } from "heddle";

import { disconnectClusters } from "./connecting.ts";
import type { Instance, Lease } from "../instance.ts";
import { hasInterest } from "./interest.ts";
import { isMember } from "./membership.ts";
import { ask } from "../shard/request.ts";

/** A message to the sweeper: a new lease, or one that expires now. */
type Command = { readonly kind: "lease" } | { readonly kind: "expire"; readonly cluster: string };

const TIMEOUT = 60_000;

/** The body of the sweeper. */
export async function runSweeper(instance: Instance): Promise<never> {
  for (;;) {
    const leases = (await instance.shared.leases.entries()).map(([, lease]) => lease);
    const next = Math.min(...leases.map(({ expires }) => expires));
    const command = await (next === Number.POSITIVE_INFINITY
      ? receive<Command>()
      : receive<Command>(P.any, { timeout: Math.max(0, next - now()) }));
    if (command?.kind === "lease") continue;
    for (const lease of leases) {
      if (command === undefined ? lease.expires <= now() : lease.cluster === command.cluster) {
        await sweep(instance, lease);
      }
    }
  }
}

/** Handles an expired lease. */
async function sweep(instance: Instance, lease: Lease): Promise<void> {
  const { cluster, ttl } = lease;
  if (!(await isMember(instance, cluster, instance.node))) {
    await instance.shared.leases.delete(cluster);
    return;
  }
  if (instance.settings.has("close-admission")) instance.closing.add(cluster);
  const isWanted = await isInUse(instance, cluster);
  if (isWanted) await extend(instance, lease, { cluster, ttl, expires: now() + ttl });
  else await disconnectClusters(instance, [cluster], TIMEOUT);
  instance.closing.delete(cluster);
}

/** With `close-admission` each shard is asked, so that earlier requests are performed first. */
async function isInUse(instance: Instance, cluster: string): Promise<boolean> {
  for (const [index, tables] of instance.tables.entries()) {
    if (!instance.settings.has("close-admission")) {
      if (await hasInterest(instance, cluster, tables)) return true;
    } else {
      const result = await ask(instance, index, { op: "interest", cluster }, TIMEOUT);
      if (result.kind === "interest" && result.isThere) return true;
    }
  }
  return false;
}

async function extend(instance: Instance, old: Lease, lease: Lease): Promise<void> {
  const { leases } = instance.shared;
  if (instance.settings.has("lease-compare-and-set")) await leases.replaceExact(lease.cluster, old, lease);
  else await leases.insert(lease.cluster, lease);
}
