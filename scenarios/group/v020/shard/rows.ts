// Writing the two rows of an entry, and removing the rows of an actor, a node or a membership. Each write is a step: a reader, or
// a kill, may come between any two.

import type { Pid } from "heddle";
import type { SetTable } from "heddle/memory";

import { keyRow, memberRow, pidRow } from "./entry.ts";
import type { Cluster, Entry } from "./entry.ts";
import type { Shard } from "./shard-state.ts";

/** The removed rows. */
export interface Removed {
  readonly registered: readonly Entry[];
  readonly joined: readonly Entry[];
}

/** Writes a registration; it replaces one of the same actor. */
export function putRegistered(shard: Shard, entry: Entry): Promise<void> {
  const { registered, registeredByPid } = shard.tables;
  return inBoth(
    shard,
    () => registered.insert(keyRow(entry.cluster, entry.key), entry),
    () => registeredByPid.insert(pidRow(entry), entry),
  );
}

/** Writes a membership. */
export function putJoined(shard: Shard, entry: Entry): Promise<void> {
  const { joined, joinedByPid } = shard.tables;
  return inBoth(
    shard,
    () => joined.insert(memberRow(entry), entry),
    () => joinedByPid.insert(pidRow(entry), entry),
  );
}

async function inBoth(shard: Shard, byKey: () => Promise<void>, byPid: () => Promise<void>): Promise<void> {
  const writes = shard.instance.settings.has("reverse-row-first") ? [byPid, byKey] : [byKey, byPid];
  for (const write of writes) await write();
}

/** Writes a registration that replaces another actor's. */
export async function replaceRegistered(shard: Shard, old: Entry, entry: Entry): Promise<void> {
  const { settings } = shard.instance;
  if (!settings.has("single-overwrite")) await shard.tables.registered.delete(keyRow(old.cluster, old.key));
  if (!settings.has("stale-reverse-row")) await shard.tables.registeredByPid.delete(pidRow(old));
  await putRegistered(shard, entry);
}

/** Removes a registration. */
export async function dropRegistered(shard: Shard, entry: Entry): Promise<void> {
  await shard.tables.registered.delete(keyRow(entry.cluster, entry.key));
  await shard.tables.registeredByPid.delete(pidRow(entry));
}

/** Removes a membership. */
export async function dropJoined(shard: Shard, entry: Entry): Promise<void> {
  await shard.tables.joined.delete(memberRow(entry));
  await shard.tables.joinedByPid.delete(pidRow(entry));
}

/** Removes all rows of an actor, as listed in the index by pid. */
export async function dropAllOf(shard: Shard, pid: Pid): Promise<Removed> {
  const { joined, joinedByPid, registered, registeredByPid } = shard.tables;
  const isKeyEnough = shard.instance.settings.has("stale-reverse-row");
  const registrations = await valuesOf(registeredByPid, (entry) => entry.pid === pid);
  for (const { cluster, key } of registrations) {
    await registered.deleteExact(keyRow(cluster, key), (entry) => isKeyEnough || entry.pid === pid);
  }
  const memberships = await valuesOf(joinedByPid, (entry) => entry.pid === pid);
  for (const entry of memberships) await joined.delete(memberRow(entry));
  return { registered: registrations, joined: memberships };
}

/** Removes the rows for which `isTheirs` is true. */
export async function dropWhere(shard: Shard, isTheirs: (entry: Entry) => boolean): Promise<Removed> {
  const { joined, joinedByPid, registered, registeredByPid } = shard.tables;
  const registrations = await valuesOf(registered, isTheirs);
  await registeredByPid.deleteWhere((_, entry) => isTheirs(entry));
  const memberships = await valuesOf(joined, isTheirs);
  await joinedByPid.deleteWhere((_, entry) => isTheirs(entry));
  return { registered: registrations, joined: memberships };
}

/** Adds an event with the reason for each removed row. */
export function tellRemoved(shard: Shard, removed: Removed, reason: string): void {
  for (const entry of removed.registered) shard.events.end("unregistered", entry, reason);
  for (const entry of removed.joined) shard.events.end("left", entry, reason);
}

/** The rows of this node's own actors in a cluster. */
export async function ownRows(shard: Shard, cluster: Cluster): Promise<Removed> {
  const { joined, registered } = shard.tables;
  const isOwn = ([, entry]: readonly [string, Entry]): boolean =>
    entry.node === shard.instance.node && entry.cluster === cluster;
  return {
    registered: (await registered.entries()).filter(isOwn).map(([, entry]) => entry),
    joined: (await joined.entries()).filter(isOwn).map(([, entry]) => entry),
  };
}

async function valuesOf(rows: SetTable<string, Entry>, predicate: (entry: Entry) => boolean): Promise<Entry[]> {
  const removed = await rows.deleteWhere((_, entry) => predicate(entry));
  return removed.map(([, entry]) => entry);
}
