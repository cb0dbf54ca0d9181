// Reading a group: by the calling actor, from the tables of an instance, in one step. Each key is a part of its own;
// reads of several keys touch the tables of all shards.

import { operate, Operation } from "../../kernel/index.ts";
import type { Task } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { Instance } from "../instance/instance.ts";
import type { ClusterName } from "../tables/shard-key.ts";
import { checkClusterName, isPrefix } from "../tables/shard-key.ts";
import type { Tables } from "../tables/tables.ts";

/** A query. */
interface Query<Result> {
  readonly instance: Instance;
  readonly cluster: ClusterName;
  /** One key, or a prefix; `undefined` for all keys. */
  readonly key: string | undefined;
  /**
   * Computes the result from the tables of each shard that may have matching keys; none for an instance that has ended.
   */
  readonly evaluate: (tables: readonly Tables[]) => Result;
}

/** Runs a query on an instance. @param what for traces. @throws UsageError (`invalid-cluster`) */
export function read<Result>(what: QueryKind, query: Query<Result>): Promise<Result> {
  const { cluster, instance, key } = query;
  checkClusterName(cluster);
  const object =
    key === undefined || isPrefix(key)
      ? instance.tablesAt(0).object
      : instance.tablesOf(cluster, key).slotOf(cluster, key);
  return operate(QUERIES[what], object, query as Query<unknown>) as Promise<Result>;
}

/** Reads clusters and nodes. */
export function readTopology<Result>(instance: Instance, evaluate: () => Result): Promise<Result> {
  return operate(READ_TOPOLOGY, instance.topology.object, { instance, evaluate }) as Promise<Result>;
}

type QueryKind = "lookup" | "members" | "count" | "entries";

const QUERIES: Readonly<Record<QueryKind, Operation<unknown, Query<unknown>, unknown>>> = {
  lookup: queryOperation("group.lookup"),
  members: queryOperation("group.members"),
  count: queryOperation("group.count"),
  entries: queryOperation("group.entries"),
};

function queryOperation(kind: string): Operation<unknown, Query<unknown>, unknown> {
  return new Operation({
    kind,
    access: Access.read,
    perform: (_slot, query, task) => query.evaluate(tablesFor(query, task)),
    show: ({ cluster, key }) => [cluster, key].filter((each) => each !== undefined),
  });
}

const READ_TOPOLOGY = new Operation<
  unknown,
  { readonly instance: Instance; readonly evaluate: () => unknown },
  unknown
>({
  kind: "group.nodes",
  access: Access.read,
  perform: (_topology, { evaluate, instance }, task) => (isOpen(instance, task) ? evaluate() : undefined),
  show: () => [],
});

/** No tables for an instance that has ended, nor for a cluster that the node has left but its shards have not. */
function tablesFor({ cluster, instance, key }: Query<unknown>, task: Task): readonly Tables[] {
  const { execution } = instance;
  if (!isOpen(instance, task)) return [];
  if (cluster !== undefined) execution.recordAccess(task, instance.topology.object, Access.read);
  const tables = key === undefined || isPrefix(key) ? instance.tables : [instance.tablesOf(cluster, key)];
  if (tables.length > 1) for (const each of tables.slice(1)) execution.recordAccess(task, each.object, Access.read);
  if (cluster === undefined) return tables;
  const epoch = instance.topology.epochs.get(cluster);
  return epoch === undefined ? [] : tables.filter(({ epochs }) => epochs.get(cluster) === epoch);
}

function isOpen({ supervisor }: Instance, task: Task): boolean {
  if (supervisor === undefined) return true;
  supervisor.execution.recordAccess(task, supervisor.life, Access.read);
  return supervisor.isAlive;
}
