// Writes of local callers. In one turn of the shard: the tables, then the events, then the reply; other nodes are notified later.

import type { Pid } from "heddle";

import { isSameMeta, keyRow, memberRow } from "./entry.ts";
import type { Entry } from "./entry.ts";
import { timestamp } from "../instance.ts";
import { isMember } from "../membership/membership.ts";
import type { Request, Result, Wish } from "../protocol.ts";
import { dropJoined, dropRegistered, putJoined, putRegistered, replaceRegistered } from "./rows.ts";
import type { Shard } from "./shard-state.ts";

type Write = Extract<Wish, { readonly op: "register" | "join" | "unregister" | "leave" }>;
type Claim = Extract<Write, { readonly op: "register" | "join" }>;

const OK: Result = { kind: "ok" };

/** Performs a caller's request on its key. */
export async function write(shard: Shard, from: Pid, wish: Write): Promise<Result> {
  const { instance } = shard;
  if (instance.settings.has("membership-in-turn") && !(await isMember(instance, wish.cluster, instance.node))) {
    return { kind: "not_connected" };
  }
  if (wish.cluster !== null && instance.closing.has(wish.cluster)) return { kind: "not_connected" };
  switch (wish.op) {
    case "register":
      return register(shard, from, wish);
    case "join":
      return join(shard, from, wish);
    case "unregister":
      return unregister(shard, wish);
    case "leave":
      return leave(shard, from, wish);
  }
}

/** Whether a request is performed at all. With the remedy the caller is monitored first, so that its exit reason is known. */
export async function isHeard(shard: Shard, { from, wish }: Request): Promise<boolean> {
  if (!shard.instance.settings.has("liveness-in-request")) return true;
  if (wish.op !== "register" && wish.op !== "join") return true;
  const isNew = !shard.isWatching(from);
  await shard.watch(from);
  if (await shard.isLocalAlive(from)) return true;
  if (isNew) await shard.unwatch(from);
  return false;
}

async function register(shard: Shard, from: Pid, wish: Claim): Promise<Result> {
  const row = await shard.tables.registered.get(keyRow(wish.cluster, wish.key));
  if (row === undefined) return claim(shard, entryOf(shard, from, wish));
  if (row.pid !== from) {
    if (!(await isVacant(shard, row))) return { kind: "taken" };
    const entry = entryOf(shard, from, wish);
    await shard.watch(from);
    await replaceRegistered(shard, row, entry);
    await shard.outbox.add({ op: "unregister", entry: row, reason: "noproc" });
    await shard.outbox.add({ op: "register", entry });
    shard.events.end("unregistered", row, "noproc");
    shard.events.begin("registered", entry);
    return OK;
  }
  if (isSameMeta(row.meta, wish.meta)) return OK;
  const entry: Entry = { ...entryOf(shard, from, wish), rank: row.rank };
  await putRegistered(shard, entry);
  await shard.outbox.add({ op: "register", entry });
  shard.events.begin("registered", entry, row.meta);
  return OK;
}

async function claim(shard: Shard, entry: Entry): Promise<Result> {
  await shard.watch(entry.pid);
  await putRegistered(shard, entry);
  await shard.outbox.add({ op: "register", entry });
  shard.events.begin("registered", entry);
  return OK;
}

/** Whether the holder of a key can be ignored. In v0.2.0 no holder is. */
async function isVacant(shard: Shard, row: Entry): Promise<boolean> {
  const { node, settings } = shard.instance;
  return settings.has("liveness-on-taken") && row.node === node && !(await shard.isLocalAlive(row.pid));
}

/** The request does not contain the pid: any actor of the owner's node may unregister a key. */
async function unregister(shard: Shard, { cluster, key }: Write): Promise<Result> {
  const row = await shard.tables.registered.get(keyRow(cluster, key));
  if (row === undefined) return { kind: "undefined" };
  if (row.node !== shard.instance.node) return { kind: "not_owner" };
  await dropRegistered(shard, row);
  await shard.unwatchIfIdle(row.pid);
  await shard.outbox.add({ op: "unregister", entry: row, reason: "unregister" });
  shard.events.end("unregistered", row, "unregister");
  return OK;
}

async function join(shard: Shard, from: Pid, wish: Claim): Promise<Result> {
  const entry = entryOf(shard, from, wish);
  const row = await shard.tables.joined.get(memberRow(entry));
  if (row !== undefined && isSameMeta(row.meta, entry.meta)) return OK;
  await shard.watch(from);
  await putJoined(shard, entry);
  await shard.outbox.add({ op: "join", entry, isUpdate: row !== undefined });
  shard.events.begin("joined", entry, row?.meta);
  return OK;
}

async function leave(shard: Shard, from: Pid, { cluster, key }: Write): Promise<Result> {
  const row = await shard.tables.joined.get(memberRow({ cluster, key, pid: from }));
  if (row === undefined) return { kind: "not_in_group" };
  await dropJoined(shard, row);
  await shard.unwatchIfIdle(from);
  await shard.outbox.add({ op: "leave", entry: row, reason: "leave" });
  shard.events.end("left", row, "leave");
  return OK;
}

function entryOf({ instance }: Shard, pid: Pid, { cluster, key, meta }: Claim): Entry {
  const time = timestamp(instance);
  return { cluster, key, pid, meta, time, rank: time, node: instance.node, epoch: instance.epochs.own(cluster) };
}
