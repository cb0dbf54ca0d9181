// The options of an instance: its size, its buffers, and which of its bugs are fixed. A name of `Fix` is the remedy for one race
// window; a name of `Regression` brings back a bug that an earlier version had and v0.2.0 does not have.

import type { Pid } from "heddle";

import type { Meta } from "./shard/entry.ts";

/** A remedy; without it the model behaves like v0.2.0. */
export type Fix =
  /** G1: the loser of a conflict is unregistered by its own node, on the lane of its registration. */
  | "authoritative-unregister"
  /** G2: conflicts go by the time of the first registration, which updates do not move. */
  | "rank-at-registration"
  /** G5: a dead local holder does not take part in a conflict. */
  | "liveness-before-resolve"
  /** G7: only the loser's own node stops it, and the reason names the winner's metadata. */
  | "owner-kills"
  /** G8: a loser that traps exits is killed after a grace period. */
  | "kill-after-grace"
  /** G9: a replaced holder is reported as unregistered. */
  | "paired-events"
  /** G11, G12: a control message does not overtake earlier messages of its node. */
  | "origin-order"
  /** G13: messages from a node that is not a peer are dropped. */
  | "drop-from-strangers"
  /** G14: an operation that is older than the row changes nothing. */
  | "newer-only"
  /** G15: a request of a dead actor is dropped. */
  | "liveness-in-request"
  /** G16: a dead local holder is replaced. */
  | "liveness-on-taken"
  /** G19: the row from which monitors are rebuilt is written first. */
  | "reverse-row-first"
  /** G20: a holder is replaced in one write. */
  | "single-overwrite"
  /** G22: a peer is identified by its pid; a new one replaces the old one. */
  | "peer-by-pid"
  /** G23: one shard's death does not affect its siblings. */
  | "route-by-shard"
  /** G25: a DOWN is identified by its reference. */
  | "down-by-ref"
  /** G26: a handshake also has the siblings of both sides send their rows. */
  | "sync-on-handshake"
  /** G28: the connection is checked again in the shard's turn. */
  | "membership-in-turn"
  /** G29, G34: each membership has a number, and messages of an ended one are dropped. */
  | "cluster-epochs"
  /** G30: a node that leaves a cluster removes all its rows. */
  | "purge-on-disconnect"
  /** G31: messages about a cluster that the node is not in are dropped. */
  | "membership-at-apply"
  /** G32: all shards are notified of a disconnect before the first reply is awaited. */
  | "tell-all-shards"
  /** G33: the two membership tables have one writer at a time. */
  | "single-writer"
  /** G35: an expired cluster rejects new members before its use is checked. */
  | "close-admission"
  /** G36: a lease is extended only if it is still the one that expired. */
  | "lease-compare-and-set"
  /** G37: the lease is written before the cluster is connected. */
  | "lease-first"
  /** G38: a peer that refused a message receives nothing more until the next handshake. */
  | "refusal-is-a-barrier"
  /** G39: a lost node is not a refusal. */
  | "refusal-of-the-connected"
  /** G40: logical times, counted up from the largest one seen, in place of clocks. */
  | "logical-clock"
  /** G41: a node's receivers get each message once, through one lane. */
  | "one-dispatch-lane";

/** A bug of an earlier version. */
export type Regression =
  /** G3: of two registrations with equal times the remote one wins. */
  | "remote-wins-ties"
  /** G21: the loser's reverse row stays, and its death removes any row of the key. */
  | "stale-reverse-row"
  /** G24: only shard 0 removes a node that is down. */
  | "one-shard-removes";

/** A registration as a resolver sees it. */
export interface Contender {
  readonly pid: Pid;
  readonly meta: Meta;
  readonly time: number;
}

/** Selects the winner of a conflict; it runs in the shard. */
export type Resolver = (name: string, key: string, local: Contender, remote: Contender) => Pid | undefined;

/** The options of `FaithfulGroup.start`. */
export interface FaithfulOptions {
  /** Default `group`. Instances with the same name discover each other. */
  readonly name?: string;
  /** Default 1. */
  readonly shards?: number;
  /** The shard of a key. Default: by a hash. */
  readonly placement?: (cluster: string | null, key: string) => number;
  readonly fixes?: readonly Fix[];
  readonly regressions?: readonly Regression[];
  /** Default: the larger time wins, and of equal ones the larger pid; the loser is stopped. */
  readonly resolve?: Resolver;
  /** The part of metadata that readers and subscribers see. Default: all. */
  readonly extractMeta?: (meta: Meta) => Meta;
  /** The number of operations that are buffered before sending. Default 1. */
  readonly senderBuffer?: number;
  /** The maximum delay, in virtual milliseconds. Default 0: at once. */
  readonly senderInterval?: number;
  /** The number of operations of a lane that are buffered before they are applied. Default 1. */
  readonly receiverBuffer?: number;
  readonly receiverInterval?: number;
  /** The number of reconnect attempts to a node that refused a message, one second apart. Default 0: it stays connected. */
  readonly retries?: number;
}

/** The options of an instance with their defaults. */
export interface Settings extends Required<Omit<FaithfulOptions, "fixes" | "regressions" | "resolve">> {
  readonly resolve: Resolver | undefined;
  has(trait: Fix | Regression): boolean;
}

/** Fills in the defaults. */
export function settingsOf(options: FaithfulOptions): Settings {
  const { fixes = [], regressions = [], shards = 1 } = options;
  const traits = new Set<Fix | Regression>([...fixes, ...regressions]);
  return {
    name: options.name ?? "group",
    shards,
    placement: options.placement ?? ((cluster, key): number => hashOf(`${cluster ?? ""}:${key}`) % shards),
    resolve: options.resolve,
    extractMeta: options.extractMeta ?? ((meta): Meta => meta),
    senderBuffer: options.senderBuffer ?? 1,
    senderInterval: options.senderInterval ?? 0,
    receiverBuffer: options.receiverBuffer ?? 1,
    receiverInterval: options.receiverInterval ?? 0,
    retries: options.retries ?? 0,
    has: (trait) => traits.has(trait),
  };
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c_9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x0100_0193) >>> 0;
  }
  return hash;
}
