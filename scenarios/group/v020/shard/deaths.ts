// Deaths of actors: local ones, which the shard receives as DOWNs and collects, and remote ones, which arrive as messages.

import { P, receive, send } from "heddle";
import type { DownMessage } from "heddle";

import type { Death } from "../protocol.ts";
import { textOf } from "../reason.ts";
import { dropAllOf, tellRemoved } from "./rows.ts";
import type { Removed } from "./rows.ts";
import type { Shard } from "./shard-state.ts";

const AT_ONCE = 32;

/** Handles the death of a local actor, together with all DOWNs queued behind this one, regardless of the messages between them. */
export async function handleDeaths(shard: Shard, first: DownMessage): Promise<void> {
  const downs = [first, ...(await waiting(shard))];
  await shard.outbox.flush();
  const deaths: Death[] = downs.map(({ pid, reason }) => ({ pid, reason: textOf(reason) }));
  const targets = new Set<string>();
  for (const removed of await dropAll(shard, deaths)) {
    for (const { cluster } of [...removed.registered, ...removed.joined]) {
      for (const node of await shard.outbox.targets(cluster)) targets.add(node);
    }
  }
  for (const { pid } of downs) shard.forget(pid);
  const { node } = shard.instance;
  for (const target of targets) await shard.outbox.deaths(target, { kind: "process_down", node, deaths });
}

/** Handles deaths of actors on another node. */
export async function handleRemoteDeaths(shard: Shard, deaths: readonly Death[]): Promise<void> {
  await dropAll(shard, deaths);
}

async function dropAll(shard: Shard, deaths: readonly Death[]): Promise<Removed[]> {
  const all: (Removed & Death)[] = [];
  for (const death of deaths) all.push({ ...death, ...(await dropAllOf(shard, death.pid)) });
  for (const { reason, registered } of all) tellRemoved(shard, { registered, joined: [] }, reason);
  for (const { reason, joined } of all) tellRemoved(shard, { registered: [], joined }, reason);
  return all;
}

/** The queued DOWNs of monitored actors. A marker message delimits the current mailbox. */
async function waiting(shard: Shard): Promise<DownMessage[]> {
  const marker = { kind: "mailbox_end" };
  const downs: DownMessage[] = [];
  await send(shard.pid, marker);
  const isWanted = (message: unknown): boolean => {
    const { kind, pid } = message as DownMessage;
    return message === marker || (kind === "down" && downs.length < AT_ONCE - 1 && shard.isWatching(pid));
  };
  for (;;) {
    const message = await receive<DownMessage | { readonly kind: "mailbox_end" }>(P.when(isWanted));
    if (message.kind !== "down") return downs;
    downs.push(message);
  }
}
