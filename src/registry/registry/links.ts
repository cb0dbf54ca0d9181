// Links between actors that write registrations themselves and the partitions that hold their claims. An actor may have
// several tasks, so the link is added and removed in the same step that writes the first claim or removes the last.

import { linkNow, unlinkNow } from "../../kernel/index.ts";
import type { Task } from "../../kernel/index.ts";
import type { Partition } from "./partitions.ts";
import { UnknownRegistry } from "./unknown-registry.ts";
import type { Watch } from "./writer.ts";

/** Links the acting actor to the partition of its claims. */
export const LINKS: Watch = {
  onClaim(partition: Partition, task: Task): void {
    if (!linkNow(partition.actor, task)) throw new UnknownRegistry(partition.pid, undefined);
  },
  onLastRelease(partition: Partition, task: Task): void {
    unlinkNow(partition.actor, task);
  },
};
