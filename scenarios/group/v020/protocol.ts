// The messages to shards: requests of local callers, batches of other nodes, and control messages, which may overtake batches.

import type { DownMessage, MonitorRef, Pid } from "heddle";

import type { Cluster, Entry, Meta } from "./shard/entry.ts";

/** An operation that a local caller requests from a shard. */
export type Wish =
  | { readonly op: "register" | "join"; readonly cluster: Cluster; readonly key: string; readonly meta: Meta }
  | { readonly op: "unregister" | "leave"; readonly cluster: Cluster; readonly key: string }
  | { readonly op: "connect"; readonly clusters: readonly string[] }
  | { readonly op: "disconnect"; readonly clusters: readonly string[]; readonly epochs: readonly number[] }
  | { readonly op: "interest"; readonly cluster: string };

/** The result of a requested operation. */
export type Result =
  | { readonly kind: "ok" }
  | { readonly kind: "taken" }
  | { readonly kind: "undefined" }
  | { readonly kind: "not_owner" }
  | { readonly kind: "not_in_group" }
  | { readonly kind: "not_connected" }
  | { readonly kind: "interest"; readonly isThere: boolean };

/** One request, and whether its caller is still waiting. */
export interface Alias {
  isOpen: boolean;
}

/** A request message to a shard. */
export interface Request {
  readonly kind: "request";
  readonly from: Pid;
  readonly alias: Alias;
  readonly wish: Wish;
}

/** The reply to a request. */
export interface Reply {
  readonly kind: "group_reply";
  readonly alias: Alias;
  readonly result: Result;
}

/** The buffer of an operation. */
export type Lane = "registry" | "pg";

/** A replicated operation. */
export type Replicated =
  | { readonly op: "register"; readonly entry: Entry }
  | { readonly op: "join"; readonly entry: Entry; readonly isUpdate: boolean }
  | { readonly op: "unregister" | "leave"; readonly entry: Entry; readonly reason: string };

/** A batch of operations of one node. */
export interface Batch {
  readonly kind: "batch";
  readonly node: string;
  readonly lane: Lane;
  readonly ops: readonly Replicated[];
}

/** A membership of the sender, with its number. */
export interface Joined {
  readonly cluster: Cluster;
  readonly epoch: number;
}

/** The rows of the sending shard's own node. */
export interface Snapshot {
  readonly cluster: Cluster;
  readonly epoch: number;
  readonly registered: readonly Entry[];
  readonly joined: readonly Entry[];
}

/** A dead actor and its exit reason. */
export interface Death {
  readonly pid: Pid;
  readonly reason: string;
}

/** Messages that overtake batches in a priority turn. */
export type Control =
  | {
      readonly kind: "peer_connect" | "peer_connect_ack";
      readonly node: string;
      readonly pid: Pid;
      readonly shards: number;
      readonly clusters: readonly Joined[];
    }
  | { readonly kind: "cluster_connect"; readonly node: string; readonly clusters: readonly Joined[] }
  | { readonly kind: "cluster_connect_ack"; readonly node: string; readonly snapshots: readonly Snapshot[] }
  | { readonly kind: "cluster_disconnect"; readonly node: string; readonly clusters: readonly Joined[] }
  | { readonly kind: "cluster_purge"; readonly node: string; readonly clusters: readonly Joined[] }
  | { readonly kind: "cluster_state"; readonly node: string; readonly snapshot: Snapshot }
  | { readonly kind: "send_cluster_data"; readonly node: string; readonly clusters: readonly Cluster[] }
  | { readonly kind: "process_down"; readonly node: string; readonly deaths: readonly Death[] }
  | { readonly kind: "nodeUp" | "nodeDown"; readonly node: string }
  | DownMessage;

/** A message for the members of a key on the receiver's node. */
export interface Dispatched {
  readonly kind: "dispatched";
  readonly node: string;
  readonly cluster: Cluster;
  readonly key: string;
  readonly message: unknown;
}

/** Suspends a shard between two messages, until the second arrives. */
export type Suspension = { readonly kind: "suspend" } | { readonly kind: "resume" };

/** All messages that a shard handles. */
export type ShardMessage = Batch | Control | Dispatched | Request | Suspension;

/** A peer: the shard of the same number on another node. */
export interface Peer {
  readonly pid: Pid;
  readonly ref: MonitorRef;
}

const CONTROL: ReadonlySet<string> = new Set([
  "peer_connect",
  "peer_connect_ack",
  "cluster_connect",
  "cluster_connect_ack",
  "cluster_disconnect",
  "cluster_purge",
  "cluster_state",
  "send_cluster_data",
  "process_down",
  "nodeUp",
  "nodeDown",
  "down",
]);

/** Whether a message overtakes batches. */
export function isControl(message: unknown): message is Control {
  return CONTROL.has((message as { readonly kind: string }).kind);
}
