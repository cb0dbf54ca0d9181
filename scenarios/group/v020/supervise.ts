// The actors of one node's instance: one that owns the tables and keeps the shards running, the shards, the keeper of the
// subscriptions and the sweeper of leases.

import { exit, join, receive, send, spawn, spawnLink, trapExit } from "heddle";
import type { ExitMessage, Pid } from "heddle";

import { makeInstance } from "./instance.ts";
import type { Instance } from "./instance.ts";
import { addMember, DEFAULT } from "./membership/membership.ts";
import type { Settings } from "./options.ts";
import { runReconnector } from "./membership/reconnector.ts";
import { runShard } from "./shard/shard.ts";
import { runSweeper } from "./membership/sweeper.ts";

/** What the supervisor is told: to end, or that a shard has ended. */
type Command = { readonly kind: "stop" } | ExitMessage;

/** Starts an instance on the calling actor's node; it runs when this gives it. */
export async function superviseInstance(node: string, settings: Settings, starter: Pid): Promise<void> {
  await trapExit(true);
  const instance = makeInstance(node, settings);
  instance.subscriptions = await spawn("subscriptions", () => keepSubscriptions(instance));
  if (settings.retries > 0) instance.reconnector = await spawn("reconnector", () => runReconnector(instance));
  instance.sweeper = await spawn("sweeper", () => runSweeper(instance));
  await addMember(instance, DEFAULT, node);
  for (let index = 0; index < settings.shards; index += 1) await startShard(instance, index);
  await send(starter, { kind: "group_started", instance });
  for (;;) {
    const message = (await receive()) as Command;
    if (message.kind === "stop") break;
    const index = instance.shards.indexOf(message.pid);
    if (index >= 0) await startShard(instance, index);
  }
  await end(instance);
}

async function startShard(instance: Instance, index: number): Promise<void> {
  const name = instance.settings.shards === 1 ? "shard" : `shard-${index}`;
  instance.shards[index] = await spawnLink(name, () => runShard(instance, index));
}

/** Ends what uses the tables before their owner ends. */
async function end({ reconnector, shards, subscriptions, sweeper }: Instance): Promise<void> {
  for (const pid of [...shards, sweeper, subscriptions, reconnector]) {
    if (pid === undefined) continue;
    await exit(pid, "stopped");
    await join(pid);
  }
}

/** Whoever subscribes is linked to this actor: the subscriptions of the dead go, and with the keeper the subscribers. */
async function keepSubscriptions(instance: Instance): Promise<void> {
  await trapExit(true);
  for (;;) {
    const { pid, reason } = await receive({ kind: "exit" });
    if (reason === "stopped") return exit("stopped");
    await instance.shared.subscriptions.deleteWhere((_, subscription) => subscription.pid === pid);
  }
}
