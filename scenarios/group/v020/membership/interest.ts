// Whether a node has a use for a cluster: something of its own in it, or somebody who wants to hear of it.

import type { Entry } from "../shard/entry.ts";
import type { Instance, ShardTables } from "../instance.ts";

/** Whether anything of this node is in the tables of a shard, or anybody has subscribed. */
export async function hasInterest(instance: Instance, cluster: string, tables: ShardTables): Promise<boolean> {
  const isOwn = ([, entry]: readonly [string, Entry]): boolean =>
    entry.cluster === cluster && entry.node === instance.node;
  for (const rows of [tables.registered, tables.joined]) if ((await rows.entries()).some(isOwn)) return true;
  return (await instance.shared.subscriptions.entries()).some(([, subscription]) => subscription.cluster === cluster);
}
