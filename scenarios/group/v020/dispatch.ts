// Messages to the holders of a key: directly to the registered actor, through one shard to the members on other nodes.

import { send } from "heddle";
import type { Pid } from "heddle";

import { keyRow } from "./shard/entry.ts";
import type { Cluster, Entry } from "./shard/entry.ts";
import { must } from "./must.ts";
import { shardName } from "./instance.ts";
import type { Instance } from "./instance.ts";
import { sendAndConnect } from "./membership/nodes.ts";
import type { Dispatched } from "./protocol.ts";

/** A message and its receivers. */
export type Parcel = Pick<Dispatched, "cluster" | "key" | "message">;

/** Sends to the registered actor and to every member, only on this node if `isLocal`. */
export async function dispatch(instance: Instance, parcel: Parcel, lane: number, isLocal: boolean): Promise<void> {
  const owner = await ownerOf(instance, parcel);
  const members = await membersOf(instance, parcel.cluster, parcel.key);
  const isOneLane = instance.settings.has("one-dispatch-lane");
  if (owner !== undefined && !isOneLane && (!isLocal || owner.node === instance.node)) {
    await send(owner.pid, parcel.message);
  }
  const receivers = isOneLane && owner !== undefined ? [...members, owner] : members;
  for (const pid of localPids(instance, receivers)) await send(pid, parcel.message);
  if (isLocal) return;
  const nodes = new Set(receivers.map(({ node }) => node));
  nodes.delete(instance.node);
  for (const node of nodes) {
    const message: Dispatched = { kind: "dispatched", node: instance.node, ...parcel };
    await sendAndConnect(shardName(instance, lane), node, message);
  }
}

/** Handles a message of another node for this node's members. */
export async function deliverHere(instance: Instance, parcel: Parcel): Promise<void> {
  const members = await membersOf(instance, parcel.cluster, parcel.key);
  const owner = instance.settings.has("one-dispatch-lane") ? await ownerOf(instance, parcel) : undefined;
  const receivers = owner === undefined ? members : [...members, owner];
  for (const pid of localPids(instance, receivers)) await send(pid, parcel.message);
}

/** The members of a key. */
export async function membersOf(instance: Instance, cluster: Cluster, key: string): Promise<Entry[]> {
  const index = instance.settings.placement(cluster, key);
  const rows = await must(instance.tables[index], "a key has a shard").joined.entries();
  return rows.map(([, entry]) => entry).filter((entry) => entry.cluster === cluster && entry.key === key);
}

async function ownerOf(instance: Instance, { cluster, key }: Parcel): Promise<Entry | undefined> {
  const index = instance.settings.placement(cluster, key);
  return must(instance.tables[index], "a key has a shard").registered.get(keyRow(cluster, key));
}

function localPids({ node }: Instance, entries: readonly Entry[]): Set<Pid> {
  return new Set(entries.filter((entry) => entry.node === node).map(({ pid }) => pid));
}
