// Messages to the holder and the members of a key. To each node they take a single path, so that those of one sender
// keep their order: directly on its own node, and otherwise through the shard of the other node that is selected by the
// sender's identity.

import { actingActor, actorOf, requireTask, sendNow } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { Instance } from "../instance/instance.ts";
import type { DispatchMessage } from "../replication/messages.ts";
import { post } from "../instance/node-names.ts";
import { closeBusyLink, nameOf } from "../replication/peer.ts";
import type { ClusterName } from "../tables/shard-key.ts";
import { read } from "./read.ts";

/** A message and its receivers. */
export interface Dispatch {
  readonly cluster: ClusterName;
  readonly key: string;
  readonly message: unknown;
  readonly isLocal: boolean;
}

/** Reads the receivers of a message, and sends it, in one step. */
export async function dispatch(instance: Instance, { cluster, isLocal, key, message }: Dispatch): Promise<void> {
  const rows = await read("members", {
    instance,
    cluster,
    key,
    evaluate: ([tables]) => {
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
    // As when a shard's own message is refused: the next one must not arrive after a gap.
    if (posted === "refused") closeBusyLink(instance, actor, node);
  }
}
