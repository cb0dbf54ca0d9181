// Two actors hold the same key, one of them on this node. Each node that owns one of them decides for itself and stops the loser
// wherever it is; whether both decide alike depends on what they compare.

import { exit, kill, sleep, spawn } from "heddle";
import type { Pid } from "heddle";

import type { Entry } from "./entry.ts";
import { timestamp } from "../instance.ts";
import { dropRegistered, putRegistered, replaceRegistered } from "./rows.ts";
import type { Shard } from "./shard-state.ts";

const GRACE = 5;

/** Decides between a local and a remote registration. */
export async function resolveConflict(shard: Shard, local: Entry, remote: Entry): Promise<void> {
  const { instance } = shard;
  const winner = winnerOf(shard, local, remote);
  if (winner === remote.pid) {
    await lose(shard, local, remote);
  } else if (winner === local.pid) {
    const restamped = { ...local, time: timestamp(instance) };
    await putRegistered(shard, restamped);
    await shard.outbox.add({ op: "register", entry: restamped });
  } else {
    await dropRegistered(shard, local);
    await shard.unwatchIfIdle(local.pid);
    shard.events.end("unregistered", local, "resolve_conflict");
    await shard.outbox.add({ op: "unregister", entry: local, reason: "resolve_conflict" });
  }
  if (instance.settings.resolve === undefined) await endLoser(shard, local, remote, winner);
}

async function lose(shard: Shard, local: Entry, remote: Entry): Promise<void> {
  const { instance } = shard;
  await replaceRegistered(shard, local, { ...remote, time: timestamp(instance) });
  await shard.unwatchIfIdle(local.pid);
  shard.events.end("unregistered", local, "resolve_conflict");
  if (!instance.settings.has("authoritative-unregister")) return;
  await shard.outbox.add({ op: "unregister", entry: local, reason: "resolve_conflict" });
}

function winnerOf({ instance }: Shard, local: Entry, remote: Entry): Pid | undefined {
  const { name, resolve } = instance.settings;
  if (resolve !== undefined) return resolve(name, local.key, local, remote);
  const which = instance.settings.has("rank-at-registration") ? "rank" : "time";
  if (local[which] !== remote[which]) return local[which] > remote[which] ? local.pid : remote.pid;
  if (instance.settings.has("remote-wins-ties")) return remote.pid;
  return local.pid.path > remote.pid.path ? local.pid : remote.pid;
}

async function endLoser({ instance }: Shard, local: Entry, remote: Entry, winner: Pid | undefined): Promise<void> {
  const { settings } = instance;
  const loser = winner === local.pid ? remote : local;
  const isOwners = settings.has("owner-kills");
  if (isOwners && loser !== local) return;
  await exit(loser.pid, conflictReason(local.key, isOwners && winner === local.pid ? local : remote));
  if (!settings.has("kill-after-grace")) return;
  await spawn("reaper", async () => {
    await sleep(GRACE);
    await kill(loser.pid);
  });
}

/** The exit reason of a loser: with the metadata of the remote registration, even if it has lost. */
export function conflictReason(key: string, { meta }: Pick<Entry, "meta">): string {
  return `groupRegistryConflict ${key} ${JSON.stringify(meta)}`;
}
