// What a shard is told: by local callers, by the membership server, by its own timers, and by its peers, the shards of the
// same number on other nodes.

import type { DownMessage, ExitReason, Request } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { GroupMeta } from "../tables/meta.ts";
import type { ClusterName } from "../tables/shard-key.ts";
import type { GroupClaim, GroupRow } from "../tables/row.ts";

/** A write that an actor asks for, always of itself. */
export interface Write {
  readonly op: "register" | "unregister" | "join" | "leave";
  readonly cluster: ClusterName;
  readonly key: string;
  readonly meta: GroupMeta;
}

/** How a write went. */
export type Written =
  | { readonly kind: "ok" }
  /** Another actor holds the key. */
  | { readonly kind: "taken" }
  /** Nobody holds the key. */
  | { readonly kind: "undefined" }
  /** An actor of another node holds the key. */
  | { readonly kind: "not_owner" }
  | { readonly kind: "not_in_group" }
  /** The node has left the cluster. */
  | { readonly kind: "not_connected" };

/** A write on its way. */
export interface LocalRequest {
  readonly kind: "local";
  readonly write: Write;
  readonly from: Request;
}

/** A change of one origin's rows. */
export type Op =
  | { readonly kind: "put"; readonly row: GroupRow }
  | { readonly kind: "remove"; readonly row: GroupRow; readonly reason: ExitReason };

/** Who has ended, and why. */
export interface Death {
  readonly pid: Pid;
  readonly reason: ExitReason;
}

/** A cluster and which connection to it is meant. */
export interface Epoch {
  readonly cluster: string;
  readonly epoch: number;
}

/** What a peer says. */
export type Content =
  /** Begins a session, with all rows of the default cluster; a welcome answers a hello. */
  | {
      readonly kind: "hello" | "welcome";
      readonly shards: number;
      readonly clusters: readonly Epoch[];
      readonly rows: readonly GroupRow[];
    }
  | { readonly kind: "batch"; readonly ops: readonly Op[] }
  | { readonly kind: "deaths"; readonly deaths: readonly Death[] }
  | ({ readonly kind: "enter" } & Epoch)
  | { readonly kind: "leave"; readonly cluster: string }
  /** All rows of a cluster, for this connection of the receiver to it. */
  | ({ readonly kind: "sync"; readonly rows: readonly GroupRow[] } & Epoch)
  /** The receiver's claim has lost. */
  | { readonly kind: "verdict"; readonly winner: GroupClaim; readonly loser: GroupClaim }
  /** The sender's claim would lose to the receiver's, if that still lives. */
  | { readonly kind: "concede"; readonly winner: GroupClaim; readonly loser: GroupClaim };

/** A message of a peer's stream. */
export interface StreamMessage {
  readonly kind: "stream";
  readonly node: string;
  readonly pid: Pid;
  readonly session: number;
  readonly content: Content;
}

/** Messages for actors of the receiving node, by way of its shard. */
export interface DispatchMessage {
  readonly kind: "dispatch";
  readonly pids: readonly Pid[];
  readonly message: unknown;
}

/** Changes of other nodes that have waited are due: those of one round, if they still wait. */
export interface BufferDue {
  readonly kind: "due";
  readonly buffer: "claims" | "memberships";
  readonly round: number;
}

/** All that a shard understands. */
export type ShardMessage =
  | LocalRequest
  | StreamMessage
  | DispatchMessage
  | DownMessage
  | { readonly kind: "nodeup" | "nodedown"; readonly node: string }
  /** The clusters have changed; the membership server waits for an answer. */
  | { readonly kind: "reconcile"; readonly ticket: number }
  /** Timers of its own: buffered changes are due. */
  | { readonly kind: "due"; readonly buffer: "sender" }
  | BufferDue
  /** Another: the loser of a conflict has had its time. */
  | { readonly kind: "grace"; readonly pid: Pid };
