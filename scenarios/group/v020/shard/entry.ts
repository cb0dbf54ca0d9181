// The rows of the tables, registrations and memberships, and their keys.

import type { Pid } from "heddle";

/** A cluster's name; null for the default one. */
export type Cluster = string | null;

/** Metadata of an actor. */
export type Meta = Readonly<Record<string, unknown>>;

/** One registration or membership. */
export interface Entry {
  readonly cluster: Cluster;
  readonly key: string;
  readonly pid: Pid;
  readonly meta: Meta;
  /** The time of the write, by the clock of the writer. */
  readonly time: number;
  /** The time of the first registration. Used only with `rank-at-registration`. */
  readonly rank: number;
  /** The node of the actor. */
  readonly node: string;
  /** The number of that node's membership in the cluster. Used only with `cluster-epochs`. */
  readonly epoch: number;
}

/** The table key of the registration of a key. */
export function keyRow(cluster: Cluster, key: string): string {
  return `${cluster ?? ""}:${key}`;
}

/** The table key of an actor's registration or membership, in an index by pid. */
export function pidRow({ cluster, key, pid }: Pick<Entry, "cluster" | "key" | "pid">): string {
  return `${pid.path}:${keyRow(cluster, key)}`;
}

/** The table key of a membership. */
export function memberRow({ cluster, key, pid }: Pick<Entry, "cluster" | "key" | "pid">): string {
  return `${keyRow(cluster, key)}:${pid.path}`;
}

/** Whether metadata are equal. */
export function isSameMeta(one: Meta, other: Meta): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
