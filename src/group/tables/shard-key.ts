// Keys of clusters and their mapping to shards. The default cluster has no name.

import { hashText } from "../../choice/index.ts";
import { UsageError } from "../../errors.ts";

/** The name of a cluster; `undefined` for the default one. */
export type ClusterName = string | undefined;

/** A text that is unique for a key and a cluster, and the same on all nodes. */
export function shardKeyOf(cluster: ClusterName, key: string): string {
  return cluster === undefined ? `|${key}` : `${cluster.length}|${cluster}|${key}`;
}

/** The index of the shard that a shard key belongs to, the same on all nodes. */
export function shardOf(shardKey: string, shards: number): number {
  return (hashText(shardKey) >>> 0) % shards;
}

/** The prefixes under which a key is found: each part of it that ends with a slash. */
export function prefixesOf(key: string): readonly string[] {
  const prefixes: string[] = [];
  for (let at = key.indexOf("/"); at >= 0; at = key.indexOf("/", at + 1)) prefixes.push(key.slice(0, at + 1));
  return prefixes;
}

/** Whether a text is a prefix, which stands for all keys that begin with it. */
export function isPrefix(text: string): boolean {
  return text.endsWith("/");
}

/** @throws UsageError (`invalid-key`) */
export function checkKey(key: unknown): void {
  if (typeof key === "string" && !isPrefix(key)) return;
  throw new UsageError(
    `A key must be a string that does not end with "/", which marks prefixes, but is ${shown(key)}.`,
    { code: "invalid-key" },
  );
}

/** @throws UsageError (`invalid-key`) */
export function checkPattern(pattern: unknown): void {
  if (typeof pattern === "string") return;
  throw new UsageError(
    `A pattern must be a key, a prefix that ends with "/" or, for events, Group.all, but is ${shown(pattern)}.`,
    { code: "invalid-key" },
  );
}

/** @throws UsageError (`invalid-cluster`) */
export function checkCluster(cluster: unknown): void {
  if (typeof cluster === "string" && cluster !== "") return;
  throw new UsageError(`The name of a cluster must be a non-empty string, but is ${shown(cluster)}.`, {
    code: "invalid-cluster",
  });
}

/** Accepts the default cluster too. @throws UsageError (`invalid-cluster`) */
export function checkClusterName(cluster: unknown): void {
  if (cluster !== undefined) checkCluster(cluster);
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
