// What those are told who monitor keys.

import type { ExitReason } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { ClusterName } from "./shard-key.ts";

/**
 * Why a row has gone: `unregister`, `leave`, the exit reason of its actor, `cluster_disconnect`, `nodedown` or
 * `{ kind: "nodedown", node }`, `resolve_conflict`, or `resync` when a snapshot does not have it any more.
 */
export type GoneReason = ExitReason;

/** One change of what is visible on a node. */
export interface GroupEvent {
  readonly type: "registered" | "unregistered" | "joined" | "left";
  /** The name of the group. */
  readonly supervisor: string;
  readonly cluster: ClusterName;
  readonly key: string;
  readonly pid: Pid;
  /** As `extractMeta` of the group shows it. */
  readonly meta: unknown;
  /** Set when only the metadata has changed. */
  readonly previousMeta: unknown;
  /** Set for `unregistered` and `left`. */
  readonly reason: GoneReason | undefined;
}

/** What reaches a monitor: the events of one turn of one shard that match, in order. */
export interface GroupMessage {
  readonly kind: "group";
  readonly name: string;
  readonly events: readonly GroupEvent[];
}
