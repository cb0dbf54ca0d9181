// The actors of one node's instance: the supervisor, which owns the tables and restarts the shards, the shards, the keeper of
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

/** A message to the supervisor: a request to stop, or the exit of a shard. */
type Command = { readonly kind: "stop" } | ExitMessage;

/** Starts an instance on the calling actor's node; it is running on return. */
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
    const message = await receive<Command>();
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

/** Stops the users of the tables before their owner. */
async function end({ reconnector, shards, subscriptions, sweeper }: Instance): Promise<void> {
  for (const pid of [...shards, sweeper, subscriptions, reconnector]) {
    if (pid === undefined) continue;
    await exit(pid, "stopped");
    await join(pid);
  }
}

/** Subscribers are linked to this actor: it removes the subscriptions of dead ones, and they exit with it. */
async function keepSubscriptions(instance: Instance): Promise<void> {
  await trapExit(true);
  for (;;) {
    const { pid, reason } = await receive({ kind: "exit" });
    if (reason === "stopped") return exit("stopped");
    await instance.shared.subscriptions.deleteWhere((_, subscription) => subscription.pid === pid);
  }
}
