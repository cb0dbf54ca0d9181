// Whether a node uses a cluster: it has rows or subscribers in it.

import type { Entry } from "../shard/entry.ts";
import type { Instance, ShardTables } from "../instance.ts";

/** Whether a shard has rows of this node, or there are subscribers. */
export async function hasInterest(instance: Instance, cluster: string, tables: ShardTables): Promise<boolean> {
  const isOwn = ([, entry]: readonly [string, Entry]): boolean =>
    entry.cluster === cluster && entry.node === instance.node;
  for (const rows of [tables.registered, tables.joined]) if ((await rows.entries()).some(isOwn)) return true;
  return (await instance.shared.subscriptions.entries()).some(([, subscription]) => subscription.cluster === cluster);
}
