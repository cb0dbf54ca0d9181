// Where a row is: a key of a cluster. The default cluster has no name.

import { hashText } from "../../choice/index.ts";
import { UsageError } from "../../errors.ts";

/** The name of a cluster; `undefined` for the default one. */
export type ClusterName = string | undefined;

/** A text that tells one key of one cluster from every other, the same on all nodes. */
export function shardKeyOf(cluster: ClusterName, key: string): string {
  return cluster === undefined ? `|${key}` : `${cluster.length}|${cluster}|${key}`;
}

/** Which of `shards` shards a place belongs to, the same on all nodes. */
export function shardOf(place: string, shards: number): number {
  return (hashText(place) >>> 0) % shards;
}

/** The prefixes under which a key is found: each part of it that ends with a slash. */
export function prefixesOf(key: string): readonly string[] {
  const prefixes: string[] = [];
  for (let at = key.indexOf("/"); at >= 0; at = key.indexOf("/", at + 1)) prefixes.push(key.slice(0, at + 1));
  return prefixes;
}

/** Whether a text stands for all keys that begin with it. */
export function isPrefix(text: string): boolean {
  return text.endsWith("/");
}

/** @throws UsageError (`invalid-key`) */
export function checkKey(key: unknown): void {
  if (typeof key === "string" && !isPrefix(key)) return;
  throw new UsageError(
    `A key must be a text that does not end with "/", which is for prefixes, but got ${shown(key)}.`,
    { code: "invalid-key" },
  );
}

/** @throws UsageError (`invalid-key`) */
export function checkPattern(pattern: unknown): void {
  if (typeof pattern === "string") return;
  throw new UsageError(
    `A pattern must be a key or a prefix that ends with "/", and for events may be Group.all, but got ${shown(pattern)}.`,
    { code: "invalid-key" },
  );
}

/** @throws UsageError (`invalid-cluster`) */
export function checkCluster(cluster: unknown): void {
  if (typeof cluster === "string" && cluster !== "") return;
  throw new UsageError(`The name of a cluster must be a text that is not empty, but got ${shown(cluster)}.`, {
    code: "invalid-cluster",
  });
}

/** The default cluster, or the name of one. @throws UsageError (`invalid-cluster`) */
export function checkClusterName(cluster: unknown): void {
  if (cluster !== undefined) checkCluster(cluster);
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
