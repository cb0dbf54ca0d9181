// Generated workloads of a group over several nodes: the actions of its processes and the faults injected meanwhile.

import type { DeliveryOrder } from "heddle/cluster";
import fc from "fast-check";

/** The named cluster that all nodes join at the start. */
export const GAME = "game";

/** Two keys under one prefix and one outside it. The named cluster has its own keys, so that a key identifies its cluster. */
const KEYS = ["a", "b/1", "b/2"] as const;

/** The keys of a cluster. */
export function keysIn(cluster: string | undefined): readonly string[] {
  return cluster === undefined ? KEYS : KEYS.map((key) => `${cluster}/${key}`);
}

/** One action of a process. */
export interface Action {
  readonly op: "register" | "unregister" | "join" | "leave" | "wait";
  readonly key: string;
  readonly v: number;
  readonly cluster: typeof GAME | undefined;
}

/** A fault or a control operation during the workload. Numbers are taken modulo the available nodes, processes or shards. */
export type Fault =
  | { readonly kind: "partition"; readonly side: number }
  | { readonly kind: "oneWay"; readonly from: number; readonly to: number }
  | { readonly kind: "heal" }
  | { readonly kind: "kill"; readonly process: number }
  | { readonly kind: "crash"; readonly node: number }
  | { readonly kind: "restart"; readonly node: number }
  | { readonly kind: "disconnect"; readonly node: number }
  | { readonly kind: "connect"; readonly node: number; readonly ttl: number | undefined }
  | { readonly kind: "killShard"; readonly node: number; readonly shard: number };

/** One workload, to be explored under many schedules. */
export interface Workload {
  readonly nodes: number;
  readonly shards: number;
  readonly buffer: number;
  readonly order: DeliveryOrder;
  readonly processes: readonly { readonly node: number; readonly actions: readonly Action[] }[];
  readonly faults: readonly Fault[];
  /** Processes that are killed at the end, while all links are cut, just before the network heals. */
  readonly late: readonly number[];
}

const small = fc.nat({ max: 5 });

const action: fc.Arbitrary<Action> = fc
  .record({
    op: fc.oneof(
      { weight: 4, arbitrary: fc.constant("register" as const) },
      { weight: 1, arbitrary: fc.constant("unregister" as const) },
      { weight: 2, arbitrary: fc.constant("join" as const) },
      { weight: 1, arbitrary: fc.constant("leave" as const) },
      { weight: 1, arbitrary: fc.constant("wait" as const) },
    ),
    key: fc.constantFrom(...KEYS),
    v: fc.integer({ min: 1, max: 2 }),
    cluster: fc.constantFrom(undefined, undefined, GAME),
  })
  .map((each) => ({ ...each, key: each.cluster === undefined ? each.key : `${each.cluster}/${each.key}` }));

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constant("partition" as const), side: fc.integer({ min: 1, max: 7 }) }),
  fc.record({ kind: fc.constant("oneWay" as const), from: small, to: small }),
  fc.record({ kind: fc.constant("heal" as const) }),
  fc.record({ kind: fc.constant("kill" as const), process: small }),
  fc.record({ kind: fc.constant("crash" as const), node: small }),
  fc.record({ kind: fc.constant("restart" as const), node: small }),
  fc.record({ kind: fc.constant("disconnect" as const), node: small }),
  fc.record({ kind: fc.constant("connect" as const), node: small, ttl: fc.constantFrom(undefined, undefined, 50) }),
  fc.record({ kind: fc.constant("killShard" as const), node: small, shard: small }),
);

/** Workloads of 2 to 4 nodes and 2 to 6 processes. */
export const workloads: fc.Arbitrary<Workload> = fc.record({
  nodes: fc.integer({ min: 2, max: 4 }),
  shards: fc.constantFrom(1, 2, 4, 8),
  buffer: fc.constantFrom(1, 64),
  order: fc.constantFrom("nodes" as const, "actors" as const),
  processes: fc.array(fc.record({ node: small, actions: fc.array(action, { minLength: 1, maxLength: 5 }) }), {
    minLength: 2,
    maxLength: 6,
  }),
  faults: fc.array(fault, { maxLength: 5 }),
  late: fc.array(small, { maxLength: 2 }),
});
