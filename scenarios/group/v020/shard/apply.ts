// Applying the changes of other nodes: single operations, and snapshots, which only add rows.

import { now } from "heddle";

import { resolveConflict } from "./conflict.ts";
import { keyRow, memberRow } from "./entry.ts";
import type { Entry } from "./entry.ts";
import { isMember } from "../membership/membership.ts";
import type { Batch, Replicated, Snapshot } from "../protocol.ts";
import { dropJoined, dropRegistered, putJoined, putRegistered, replaceRegistered } from "./rows.ts";
import type { Shard } from "./shard-state.ts";

/** Buffers a batch; the buffer is applied when it is full or old. */
export async function takeBatch(shard: Shard, { lane, node, ops }: Batch): Promise<void> {
  const { inbox } = shard;
  if (inbox.lane !== lane) await applyInbox(shard);
  inbox.lane = lane;
  if (inbox.ops.length === 0) inbox.since = now();
  inbox.ops.push(...ops.map((op) => ({ node, op })));
  const isFull = inbox.ops.length >= shard.instance.settings.receiverBuffer;
  if (isFull || now() >= inboxDeadline(shard)) await applyInbox(shard);
}

/** The time at which the buffer must be applied; infinite if it is empty. */
export function inboxDeadline({ inbox, instance }: Shard): number {
  return inbox.ops.length === 0 ? Number.POSITIVE_INFINITY : inbox.since + instance.settings.receiverInterval;
}

/** Applies the buffered operations. */
export async function applyInbox(shard: Shard): Promise<void> {
  const { ops } = shard.inbox;
  if (ops.length === 0) return;
  shard.inbox.ops = [];
  for (const { node, op } of ops) if (await isWelcome(shard, node, op.entry)) await apply(shard, op);
  shard.hasApplied = true;
}

/** Adds the own rows of another node's shard. */
export async function applySnapshot(shard: Shard, node: string, snapshot: Snapshot): Promise<void> {
  const { cluster } = snapshot;
  if (!(await isMember(shard.instance, cluster, shard.instance.node))) return;
  shard.instance.epochs.hear(cluster, node, snapshot.epoch);
  for (const entry of snapshot.registered) if (await isWelcome(shard, node, entry)) await mergeRegistered(shard, entry);
  for (const entry of snapshot.joined) if (await isWelcome(shard, node, entry)) await mergeJoined(shard, entry);
}

/** Whether a message of another node is accepted; v0.2.0 accepts all. */
async function isWelcome({ instance, peers }: Shard, node: string, entry: Entry): Promise<boolean> {
  instance.latest = Math.max(instance.latest, entry.time);
  const { settings } = instance;
  if (settings.has("drop-from-strangers") && !peers.has(node)) return false;
  if (instance.epochs.isOver(entry.cluster, node, entry.epoch)) return false;
  return !settings.has("membership-at-apply") || (await isMember(instance, entry.cluster, instance.node));
}

function apply(shard: Shard, op: Replicated): Promise<void> {
  switch (op.op) {
    case "register":
      return applyRegister(shard, op.entry);
    case "unregister":
      return applyUnregister(shard, op.entry, op.reason);
    case "join":
      return applyJoin(shard, op.entry, op.isUpdate);
    case "leave":
      return applyLeave(shard, op.entry, op.reason);
  }
}

async function applyRegister(shard: Shard, entry: Entry): Promise<void> {
  const { instance } = shard;
  const row = await shard.tables.registered.get(keyRow(entry.cluster, entry.key));
  if (row === undefined) {
    await putRegistered(shard, entry);
    shard.events.begin("registered", entry);
  } else if (row.pid === entry.pid) {
    if (isOlder(shard, entry, row)) return;
    await putRegistered(shard, entry);
    shard.events.begin("registered", entry, row.meta);
  } else if (row.node === instance.node) {
    await meetLocal(shard, row, entry);
  } else if (entry.time > row.time) {
    await replaceRegistered(shard, row, entry);
    if (instance.settings.has("paired-events")) shard.events.end("unregistered", row, "replaced");
    shard.events.begin("registered", entry);
  }
}

async function mergeRegistered(shard: Shard, entry: Entry): Promise<void> {
  const row = await shard.tables.registered.get(keyRow(entry.cluster, entry.key));
  if (row === undefined) {
    await putRegistered(shard, entry);
    shard.events.begin("registered", entry);
  } else if (row.pid === entry.pid) {
    if (entry.time > row.time) await putRegistered(shard, entry);
  } else if (row.node === shard.instance.node) {
    await meetLocal(shard, row, entry);
  } else if (entry.time > row.time) {
    await replaceRegistered(shard, row, entry);
  }
}

/** Handles a conflict between a remote and a local registration. */
async function meetLocal(shard: Shard, local: Entry, remote: Entry): Promise<void> {
  const { settings } = shard.instance;
  if (settings.has("liveness-before-resolve") && !(await shard.isLocalAlive(local.pid))) {
    await replaceRegistered(shard, local, remote);
    shard.events.begin("registered", remote);
    return;
  }
  await resolveConflict(shard, local, remote);
}

async function applyUnregister(shard: Shard, entry: Entry, reason: string): Promise<void> {
  const row = await shard.tables.registered.get(keyRow(entry.cluster, entry.key));
  if (row?.pid !== entry.pid) return;
  await dropRegistered(shard, row);
  shard.events.end("unregistered", row, reason);
}

async function applyJoin(shard: Shard, entry: Entry, isUpdate: boolean): Promise<void> {
  const row = await shard.tables.joined.get(memberRow(entry));
  if (row !== undefined && isOlder(shard, entry, row)) return;
  await putJoined(shard, entry);
  shard.events.begin("joined", entry, isUpdate ? row?.meta : undefined);
}

async function mergeJoined(shard: Shard, entry: Entry): Promise<void> {
  const row = await shard.tables.joined.get(memberRow(entry));
  if (row !== undefined && row.time >= entry.time) return;
  await putJoined(shard, entry);
  if (row === undefined) shard.events.begin("joined", entry);
}

async function applyLeave(shard: Shard, entry: Entry, reason: string): Promise<void> {
  const row = await shard.tables.joined.get(memberRow(entry));
  if (row === undefined) return;
  await dropJoined(shard, row);
  shard.events.end("left", row, reason);
}

function isOlder({ instance }: Shard, entry: Entry, row: Entry): boolean {
  return instance.settings.has("newer-only") && entry.time < row.time;
}
