// The queries of a group.

import type { Pid } from "../../trace/index.ts";
import type { Instance } from "../instance/instance.ts";
import type { ExtractMeta } from "../tables/meta.ts";
import { checkKey, checkPattern } from "../tables/shard-key.ts";
import type { ClusterName } from "../tables/shard-key.ts";
import { read } from "./read.ts";

/** A registered actor or a member. */
export interface Member {
  /** The actor; it may have exited. */
  readonly pid: Pid;
  /** As mapped by `extractMeta`. */
  readonly meta: unknown;
}

/** A registration, or a membership, of an actor of this node. */
export interface GroupEntry extends Member {
  /** `registry` for a registration, `pg` for a membership. */
  readonly kind: "registry" | "pg";
  /** The name of the cluster that it belongs to; `undefined` for that of all nodes. */
  readonly cluster: ClusterName;
  /** Its key. */
  readonly key: string;
}

/** A key, and the mapping of metadata. */
export interface QuerySubject {
  readonly cluster: ClusterName;
  readonly key: string;
  readonly extractMeta: ExtractMeta | undefined;
}

/** The actor registered under a key. @throws UsageError (`invalid-key`); any error of `extractMeta` */
export async function lookup(
  instance: Instance,
  { cluster, extractMeta = instance.config.extractMeta, key }: QuerySubject,
): Promise<Member | undefined> {
  checkKey(key);
  const claim = await read("lookup", {
    instance,
    cluster,
    key,
    evaluate: ([tables]) => tables?.view.claim(cluster, key),
  });
  return claim === undefined ? undefined : { pid: claim.pid, meta: extractMeta(claim.meta) };
}

/** The members of a key. @throws UsageError (`invalid-key`); any error of `extractMeta` */
export async function members(
  instance: Instance,
  { cluster, extractMeta = instance.config.extractMeta, key }: QuerySubject,
): Promise<readonly Member[]> {
  checkPattern(key);
  const rows = await read("members", {
    instance,
    cluster,
    key,
    evaluate: (tables) => tables.flatMap(({ view }) => view.members(cluster, key)),
  });
  return rows.map(({ meta, pid }) => ({ pid, meta: extractMeta(meta) }));
}

/** The rows to count. */
export interface CountQuery {
  readonly what: "members" | "claims";
  readonly cluster: ClusterName;
  readonly key: string | undefined;
  readonly isLocal: boolean;
}

/** The number of rows. @throws UsageError (`invalid-key`) */
export async function count(instance: Instance, { cluster, isLocal, key, what }: CountQuery): Promise<number> {
  if (what === "members") checkPattern(key);
  return read("count", {
    instance,
    cluster,
    key,
    evaluate: (tables) => {
      let sum = 0;
      for (const { view } of tables) {
        const rows = key === undefined ? view.claims(cluster) : view.members(cluster, key);
        for (const { node } of rows) if (!isLocal || node === instance.node) sum += 1;
      }
      return sum;
    },
  });
}

/** All rows of this node. @throws any error of `extractMeta` */
export async function entries(instance: Instance): Promise<readonly GroupEntry[]> {
  const { config, topology } = instance;
  const rows = await read("entries", {
    instance,
    cluster: undefined,
    key: undefined,
    evaluate: (tables) =>
      tables.flatMap(({ epochs, own }) =>
        own.clusters
          .filter((cluster) => cluster === undefined || topology.epochs.get(cluster) === epochs.get(cluster))
          .flatMap((cluster) => own.rowsIn(cluster)),
      ),
  });
  return rows.map(({ cluster, key, kind, meta, pid }) => ({
    kind: kind === "claim" ? "registry" : "pg",
    cluster,
    key,
    pid,
    meta: config.extractMeta(meta),
  }));
}
