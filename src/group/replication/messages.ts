// The messages of a shard: from local callers, from the membership server, from its own timers, and from its peers, the
// shards with the same index on other nodes.

import type { DownMessage, ExitReason, Request } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { GroupMeta } from "../tables/meta.ts";
import type { ClusterName } from "../tables/shard-key.ts";
import type { GroupClaim, GroupRow } from "../tables/row.ts";

/** A write that an actor requests, always for itself. */
export interface Write {
  readonly op: "register" | "unregister" | "join" | "leave";
  readonly cluster: ClusterName;
  readonly key: string;
  readonly meta: GroupMeta;
}

/** The result of a write. */
export type Written =
  | { readonly kind: "ok" }
  /** Another actor holds the key. */
  | { readonly kind: "taken" }
  /** The key is not registered. */
  | { readonly kind: "notRegistered" }
  /** An actor of another node holds the key. */
  | { readonly kind: "notOwner" }
  | { readonly kind: "notInGroup" }
  /** The node has left the cluster. */
  | { readonly kind: "notConnected" };

/** A request for a write. */
export interface LocalRequest {
  readonly kind: "local";
  readonly write: Write;
  readonly from: Request;
}

/** A change of one origin's rows. */
export type Op =
  | { readonly kind: "put"; readonly row: GroupRow }
  | { readonly kind: "remove"; readonly row: GroupRow; readonly reason: ExitReason };

/** An actor that has ended, and its exit reason. */
export interface Death {
  readonly pid: Pid;
  readonly reason: ExitReason;
}

/** A cluster and the epoch of a connection to it. */
export interface Epoch {
  readonly cluster: string;
  readonly epoch: number;
}

/** The contents of a message between peers. */
export type Content =
  /** Begins a session, with all rows of the default cluster; a welcome replies to a hello. */
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
  /** The sender's claim would lose to the receiver's, if the actor of that one is alive. */
  | { readonly kind: "concede"; readonly winner: GroupClaim; readonly loser: GroupClaim };

/** A message of a peer's stream. */
export interface StreamMessage {
  readonly kind: "stream";
  readonly node: string;
  readonly pid: Pid;
  readonly session: number;
  readonly content: Content;
}

/** A message to actors of the receiving node, through its shard. */
export interface DispatchMessage {
  readonly kind: "dispatch";
  readonly pids: readonly Pid[];
  readonly message: unknown;
}

/** The timer of a buffer of remote changes; ignored unless the buffer is still in this round. */
export interface BufferDue {
  readonly kind: "due";
  readonly buffer: "claims" | "memberships";
  readonly round: number;
}

/** All messages of a shard. */
export type ShardMessage =
  | LocalRequest
  | StreamMessage
  | DispatchMessage
  | DownMessage
  | { readonly kind: "nodeUp" | "nodeDown"; readonly node: string }
  /** The clusters have changed; the membership server waits for an acknowledgement. */
  | { readonly kind: "reconcile"; readonly ticket: number }
  /** Timers of the buffers. */
  | { readonly kind: "due"; readonly buffer: "sender" }
  | BufferDue
  /** Timer: the grace period of the loser of a conflict has ended. */
  | { readonly kind: "grace"; readonly pid: Pid };
