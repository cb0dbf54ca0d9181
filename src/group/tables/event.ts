// The events sent to subscribers.

import type { ExitReason } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { ClusterName } from "./shard-key.ts";

/**
 * Why a row was removed: `unregister`, `leave`, the exit reason of its actor, `clusterDisconnect`, `nodeDown` or `{
 * kind: "nodeDown", node }`, `resolveConflict`, or `resync` when it is missing from a snapshot.
 */
export type GoneReason = ExitReason;

/** One change of the visible rows of a node. */
export interface GroupEvent {
  /** What has happened: to a registration, or to a membership. */
  readonly kind: "registered" | "unregistered" | "joined" | "left";
  /** The name of the group. */
  readonly supervisor: string;
  /** The name of the cluster; `undefined` for that of all nodes. */
  readonly cluster: ClusterName;
  /** The key of the row. */
  readonly key: string;
  /** Its actor. */
  readonly pid: Pid;
  /** As mapped by the group's `extractMeta`. */
  readonly meta: unknown;
  /** Set when only the metadata has changed. */
  readonly previousMeta: unknown;
  /** Set for `unregistered` and `left`. */
  readonly reason: GoneReason | undefined;
}

/** The message to a subscriber: the matching events of one turn of one shard, in order. */
export interface GroupMessage {
  readonly kind: "group";
  /** The name of the group. */
  readonly name: string;
  /** At least one, in the order of the changes. */
  readonly events: readonly GroupEvent[];
}
