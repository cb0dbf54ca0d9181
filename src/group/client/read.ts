// How a group is read: by whoever asks, from the tables of an instance, in one step. One key is a part of its own; whoever
// asks for more reads the tables of all shards.

import { operate, Operation } from "../../kernel/index.ts";
import type { Task } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { Instance } from "../instance/instance.ts";
import type { ClusterName } from "../tables/shard-key.ts";
import { checkClusterName, isPrefix } from "../tables/shard-key.ts";
import type { Tables } from "../tables/tables.ts";

/** What is asked. */
interface Question<Answer> {
  readonly instance: Instance;
  readonly cluster: ClusterName;
  /** One key, or a prefix; `undefined` for all keys. */
  readonly key: string | undefined;
  /** The answer of the tables of each shard that has keys in question; one that has ended has none. */
  readonly ask: (tables: readonly Tables[]) => Answer;
}

/** Reads what an instance knows. @param what for traces. @throws UsageError (`invalid-cluster`) */
export function read<Answer>(what: Reading, question: Question<Answer>): Promise<Answer> {
  const { cluster, instance, key } = question;
  checkClusterName(cluster);
  const object =
    key === undefined || isPrefix(key)
      ? instance.tablesAt(0).object
      : instance.tablesOf(cluster, key).slotOf(cluster, key);
  return operate(READINGS[what], object, question as Question<unknown>) as Promise<Answer>;
}

/** Reads clusters and nodes. */
export function readTopology<Answer>(instance: Instance, ask: () => Answer): Promise<Answer> {
  return operate(READ_TOPOLOGY, instance.topology.object, { instance, ask }) as Promise<Answer>;
}

type Reading = "lookup" | "members" | "count" | "entries";

const READINGS: Readonly<Record<Reading, Operation<unknown, Question<unknown>, unknown>>> = {
  lookup: reading("group.lookup"),
  members: reading("group.members"),
  count: reading("group.count"),
  entries: reading("group.entries"),
};

function reading(kind: string): Operation<unknown, Question<unknown>, unknown> {
  return new Operation({
    kind,
    access: Access.read,
    perform: (_slot, question, task) => question.ask(tablesFor(question, task)),
    show: ({ cluster, key }) => [cluster, key].filter((each) => each !== undefined),
  });
}

const READ_TOPOLOGY = new Operation<unknown, { readonly instance: Instance; readonly ask: () => unknown }, unknown>({
  kind: "group.nodes",
  access: Access.read,
  perform: (_topology, { ask, instance }, task) => (isOpen(instance, task) ? ask() : undefined),
  show: () => [],
});

/** None of an instance that has ended, and none for a cluster that the node has left and its shards are yet to forget. */
function tablesFor({ cluster, instance, key }: Question<unknown>, task: Task): readonly Tables[] {
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
