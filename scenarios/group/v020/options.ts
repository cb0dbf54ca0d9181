// What an instance is told: how big it is, what it buffers, and which of its faults are mended. A name of `Fix` is the remedy
// of one race window; a name of `Regression` brings back a fault that an earlier version had and v0.2.0 has not.

import type { Pid } from "heddle";

import type { Meta } from "./shard/entry.ts";

/** A remedy; without it the model does what v0.2.0 does. */
export type Fix =
  /** G1: who loses a conflict is unregistered by its own node, on the lane that its registration went. */
  | "authoritative-unregister"
  /** G2: conflicts go by the time of the first registration, which updates do not move. */
  | "rank-at-registration"
  /** G5: a local holder that is dead has no say in a conflict. */
  | "liveness-before-resolve"
  /** G7: only the loser's own node ends it, and the reason names the winner's metadata. */
  | "owner-kills"
  /** G8: a loser that traps exits is killed after a grace. */
  | "kill-after-grace"
  /** G9: a holder that is replaced is said to be unregistered. */
  | "paired-events"
  /** G11, G12: a control message does not overtake what its node has sent before. */
  | "origin-order"
  /** G13: what comes from a node that is no peer is dropped. */
  | "drop-from-strangers"
  /** G14: an operation that is older than the row changes nothing. */
  | "newer-only"
  /** G15: a request of a dead actor is dropped. */
  | "liveness-in-request"
  /** G16: a dead local holder is replaced. */
  | "liveness-on-taken"
  /** G19: the row by which monitors are rebuilt is written first. */
  | "reverse-row-first"
  /** G20: a holder is replaced in one write. */
  | "single-overwrite"
  /** G22: a peer is known by its pid; a new one retires the old one. */
  | "peer-by-pid"
  /** G23: one shard's death says nothing of its siblings. */
  | "route-by-shard"
  /** G25: a down is told by its reference. */
  | "down-by-ref"
  /** G26: a handshake has the siblings of both sides send what they have, too. */
  | "sync-on-handshake"
  /** G28: whether the node is connected is asked again in the shard's turn. */
  | "membership-in-turn"
  /** G29, G34: each membership has a number, and what comes of one that is over is dropped. */
  | "cluster-epochs"
  /** G30: a node that leaves a cluster forgets all that it knew of it. */
  | "purge-on-disconnect"
  /** G31: what comes of a cluster that the node is not in is dropped. */
  | "membership-at-apply"
  /** G32: all shards are told of a disconnect before the first answer is awaited. */
  | "tell-all-shards"
  /** G33: the two membership tables have one writer at a time. */
  | "single-writer"
  /** G35: an expired cluster admits nobody before interest is looked for. */
  | "close-admission"
  /** G36: a lease is extended only if it is still the one that expired. */
  | "lease-compare-and-set"
  /** G37: the lease is written before the cluster is connected. */
  | "lease-first"
  /** G38: a peer that refused a message is sent nothing more, until it has been greeted again. */
  | "refusal-is-a-barrier"
  /** G39: that a node is gone is no refusal. */
  | "refusal-of-the-connected"
  /** G40: times are counted up from what was seen, and no clock is asked. */
  | "logical-clock"
  /** G41: what a node's receivers get goes by one lane, once. */
  | "one-dispatch-lane";

/** A fault of an earlier version. */
export type Regression =
  /** G3: of two registrations of one time the other node's wins. */
  | "remote-wins-ties"
  /** G21: the loser's reverse row stays, and its death removes whatever has the key. */
  | "stale-reverse-row"
  /** G24: only shard 0 removes a node that is down. */
  | "one-shard-removes";

/** A registration as a resolver sees it. */
export interface Contender {
  readonly pid: Pid;
  readonly meta: Meta;
  readonly time: number;
}

/** Says who wins a conflict; it runs in the shard. */
export type Resolver = (name: string, key: string, local: Contender, remote: Contender) => Pid | undefined;

/** What `FaithfulGroup.start` takes. */
export interface FaithfulOptions {
  /** Default `group`. Instances of one name find each other. */
  readonly name?: string;
  /** Default 1. */
  readonly shards?: number;
  /** Which shard has a key. Default: by a hash. */
  readonly placement?: (cluster: string | null, key: string) => number;
  readonly fixes?: readonly Fix[];
  readonly regressions?: readonly Regression[];
  /** Default: the larger time wins, and of equal ones the larger pid; the loser is ended. */
  readonly resolve?: Resolver;
  /** What readers and subscribers are shown of metadata. Default: all. */
  readonly extractMeta?: (meta: Meta) => Meta;
  /** How many operations are gathered before they are sent. Default 1. */
  readonly senderBuffer?: number;
  /** For how long, in virtual milliseconds. Default 0: at once. */
  readonly senderInterval?: number;
  /** How many operations of a lane are gathered before they are applied. Default 1. */
  readonly receiverBuffer?: number;
  readonly receiverInterval?: number;
  /** How often a node that refused a message is tried again, a second apart. Default 0: it is not even disconnected. */
  readonly retries?: number;
}

/** The options with their defaults, as all parts of one instance read them. */
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
