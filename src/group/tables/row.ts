// The stored rows: claims of keys and memberships. A row belongs to the node of its actor, its origin, and no other
// node ever changes it.

import type { Pid } from "../../trace/index.ts";
import type { GoneReason } from "./event.ts";
import type { GroupMeta } from "./meta.ts";
import type { ClusterName } from "./shard-key.ts";

/** A registration. Of several claims of a key, made on nodes that did not know of each other, one is visible. */
export interface GroupClaim {
  readonly kind: "claim";
  readonly cluster: ClusterName;
  readonly key: string;
  readonly pid: Pid;
  readonly meta: GroupMeta;
  /** The origin. */
  readonly node: string;
  /**
   * The time at which it was made, by the clock of its origin; later than every claim known there. Replacing the
   * metadata does not change it.
   */
  readonly time: number;
}

/** A membership. */
export interface Membership {
  readonly kind: "membership";
  readonly cluster: ClusterName;
  readonly key: string;
  readonly pid: Pid;
  readonly meta: GroupMeta;
  readonly node: string;
}

/** A claim or a membership. */
export type GroupRow = GroupClaim | Membership;

/** Whether one claim ranks above another by default: it is later or, made at the same time, has the greater pid. */
export function ranksAbove(one: GroupClaim, other: GroupClaim): boolean {
  if (one.time !== other.time) return one.time > other.time;
  if (one.pid === other.pid) return false;
  if (one.pid.path !== other.pid.path) return one.pid.path > other.pid.path;
  return one.node > other.node;
}

/** Whether two rows are the same claim, with any metadata. */
export function isSameClaim(one: GroupClaim, other: GroupClaim): boolean {
  return one.pid === other.pid && one.time === other.time;
}

/** A receiver of the changes of visible rows. */
export interface ChangeSink {
  /** A row is visible that was not, or only with other metadata. */
  put(row: GroupRow, previousMeta: GroupMeta | undefined): void;
  removed(row: GroupRow, reason: GoneReason): void;
}
