// What a group can be asked.

import type { Pid } from "../../trace/index.ts";
import type { Instance } from "../instance/instance.ts";
import type { ExtractMeta } from "../tables/meta.ts";
import { checkKey, checkPattern } from "../tables/shard-key.ts";
import type { ClusterName } from "../tables/shard-key.ts";
import { read } from "./read.ts";

/** Who is registered, or has joined. */
export interface Member {
  readonly pid: Pid;
  /** As `extractMeta` shows it. */
  readonly meta: unknown;
}

/** A registration, or a membership, of an actor of this node. */
export interface GroupEntry extends Member {
  readonly kind: "registry" | "pg";
  readonly cluster: ClusterName;
  readonly key: string;
}

/** Which key, and how metadata is shown. */
export interface QuerySubject {
  readonly cluster: ClusterName;
  readonly key: string;
  readonly extractMeta: ExtractMeta | undefined;
}

/** Who is registered. @throws UsageError (`invalid-key`); what `extractMeta` throws */
export async function lookup(
  instance: Instance,
  { cluster, extractMeta = instance.config.extractMeta, key }: QuerySubject,
): Promise<Member | undefined> {
  checkKey(key);
  const claim = await read("lookup", { instance, cluster, key, ask: ([tables]) => tables?.view.claim(cluster, key) });
  return claim === undefined ? undefined : { pid: claim.pid, meta: extractMeta(claim.meta) };
}

/** Who has joined. @throws UsageError (`invalid-key`); what `extractMeta` throws */
export async function members(
  instance: Instance,
  { cluster, extractMeta = instance.config.extractMeta, key }: QuerySubject,
): Promise<readonly Member[]> {
  checkPattern(key);
  const rows = await read("members", {
    instance,
    cluster,
    key,
    ask: (tables) => tables.flatMap(({ view }) => view.members(cluster, key)),
  });
  return rows.map(({ meta, pid }) => ({ pid, meta: extractMeta(meta) }));
}

/** What is counted. */
export interface Counted {
  readonly what: "members" | "claims";
  readonly cluster: ClusterName;
  readonly key: string | undefined;
  readonly isLocal: boolean;
}

/** How many there are. @throws UsageError (`invalid-key`) */
export async function count(instance: Instance, { cluster, isLocal, key, what }: Counted): Promise<number> {
  if (what === "members") checkPattern(key);
  return read("count", {
    instance,
    cluster,
    key,
    ask: (tables) => {
      let sum = 0;
      for (const { view } of tables) {
        const rows = key === undefined ? view.claims(cluster) : view.members(cluster, key);
        for (const { node } of rows) if (!isLocal || node === instance.node) sum += 1;
      }
      return sum;
    },
  });
}

/** All rows of this node. @throws what `extractMeta` throws */
export async function entries(instance: Instance): Promise<readonly GroupEntry[]> {
  const { config, topology } = instance;
  const rows = await read("entries", {
    instance,
    cluster: undefined,
    key: undefined,
    ask: (tables) =>
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
