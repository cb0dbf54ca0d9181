// Messages for whoever holds or has joined a key. To each node they go one way only, so that those of one sender keep their
// order: directly on its own, and else by way of that shard of the other node that the sender's identity gives.

import { actingActor, actorOf, requireTask, sendNow } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { Instance } from "../instance/instance.ts";
import type { DispatchMessage } from "../replication/messages.ts";
import { post } from "../instance/node-names.ts";
import { giveUp, nameOf } from "../replication/peer.ts";
import type { ClusterName } from "../tables/shard-key.ts";
import { read } from "./read.ts";

/** What is sent to whom. */
export interface Dispatch {
  readonly cluster: ClusterName;
  readonly key: string;
  readonly message: unknown;
  readonly isLocal: boolean;
}

/** Reads who is to have a message, and sends it, in one step. */
export async function dispatch(instance: Instance, { cluster, isLocal, key, message }: Dispatch): Promise<void> {
  const rows = await read("members", {
    instance,
    cluster,
    key,
    ask: ([tables]) => {
      const owner = tables?.view.claim(cluster, key);
      const members = tables?.view.members(cluster, key) ?? [];
      return owner === undefined ? members : [owner, ...members];
    },
  });
  const actor = actingActor();
  const remote = new Map<string, Pid[]>();
  for (const { node, pid } of rows) {
    if (node === instance.node) sendNow(actor, actorOf(pid), message, requireTask());
    else remote.set(node, [...(remote.get(node) ?? []), pid]);
  }
  if (isLocal) return;
  const shard = (actor.key >>> 0) % instance.config.shards;
  for (const [node, pids] of remote) {
    const posted = post(nameOf(instance.name, shard), node, {
      kind: "dispatch",
      pids,
      message,
    } satisfies DispatchMessage);
    // As when a shard's own message is refused: the next one must not arrive over the gap.
    if (posted === "refused") giveUp(instance, actor, node);
  }
}
