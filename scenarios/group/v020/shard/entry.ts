// What the tables hold: who is registered or has joined, where and since when; and the names of their rows.

import type { Pid } from "heddle";

/** A cluster's name; null for the default one. */
export type Cluster = string | null;

/** What an actor says of itself. */
export type Meta = Readonly<Record<string, unknown>>;

/** One registration or membership. */
export interface Entry {
  readonly cluster: Cluster;
  readonly key: string;
  readonly pid: Pid;
  readonly meta: Meta;
  /** When it was written, by the clock of who wrote it. */
  readonly time: number;
  /** When the actor registered first. Only with `rank-at-registration` anybody looks at it. */
  readonly rank: number;
  /** The node of the actor. */
  readonly node: string;
  /** The number of that node's membership in the cluster. Only with `cluster-epochs` anybody looks at it. */
  readonly epoch: number;
}

/** Where the registration of a key is. */
export function keyRow(cluster: Cluster, key: string): string {
  return `${cluster ?? ""}:${key}`;
}

/** Where an actor's registration or membership is, in an index by pid. */
export function pidRow({ cluster, key, pid }: Pick<Entry, "cluster" | "key" | "pid">): string {
  return `${pid.path}:${keyRow(cluster, key)}`;
}

/** Where a membership is. */
export function memberRow({ cluster, key, pid }: Pick<Entry, "cluster" | "key" | "pid">): string {
  return `${keyRow(cluster, key)}:${pid.path}`;
}

/** Whether metadata are the same. */
export function isSameMeta(one: Meta, other: Meta): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
