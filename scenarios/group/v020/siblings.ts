// Messages between the shards of one node.

import { send } from "heddle";

import type { Control } from "./protocol.ts";
import type { Shard } from "./shard/shard-state.ts";

/** Sends to all other shards of this node. */
export async function tellSiblings({ instance, pid }: Shard, message: Control): Promise<void> {
  for (const sibling of instance.shards) if (sibling !== pid) await send(sibling, message);
}
