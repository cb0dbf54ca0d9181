// Subscriptions to the events of keys.

import type { Pid } from "heddle";

import type { Cluster } from "./shard/entry.ts";

/** The keys of a subscription: one, all below a prefix that ends in a slash, or all. */
export type Pattern = string;

/** Stands for all keys. */
const ALL: Pattern = "all";

/** One subscription. */
export interface Subscription {
  readonly pid: Pid;
  readonly cluster: Cluster;
  readonly pattern: Pattern;
}

/** Whether a pattern covers a key. */
export function matches(pattern: Pattern, key: string): boolean {
  return pattern === ALL || pattern === key || (pattern.endsWith("/") && key.startsWith(pattern));
}
