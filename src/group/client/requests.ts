// Requests to the servers of an instance to change something.

import { UsageError } from "../../errors.ts";
import { CallFailed, checkDelay, request, requireTask } from "../../kernel/index.ts";
import type { Actor, Request } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { Instance } from "../instance/instance.ts";
import type { LocalRequest, Write, Written } from "../replication/messages.ts";
import { checkCluster, checkKey } from "../tables/shard-key.ts";

/** The default time-out of a write. */
const WRITE_TIMEOUT = 5_000;
/** The default time-out of connecting and disconnecting. */
const CONNECT_TIMEOUT = 60_000;

/** Requests a write from the shard of a key, for the calling actor. */
export async function write(
  instance: Instance,
  operation: Write,
  timeout: number = WRITE_TIMEOUT,
): Promise<Exclude<Written, { readonly kind: "notConnected" }>> {
  const { cluster, key } = operation;
  checkKey(key);
  checkDelay(timeout, "The time-out of a group");
  if (cluster !== undefined) {
    checkCluster(cluster);
    instance.execution.recordAccess(requireTask(), instance.topology.object, Access.read);
    if (!instance.topology.isConnected(cluster)) throw notConnected(instance, cluster);
  }
  instance.touchServers(Access.read);
  const shard = instance.shards[instance.indexOf(cluster, key)];
  const written = (await call(
    instance,
    shard,
    (from): LocalRequest => ({ kind: "local", write: operation, from }),
    timeout,
  )) as Written;
  if (written.kind === "notConnected") throw notConnected(instance, cluster ?? "");
  return written;
}

/** Requests the membership server to connect the node to clusters. */
export async function connect(
  instance: Instance,
  clusters: readonly string[],
  ttl: number | undefined,
  timeout: number = CONNECT_TIMEOUT,
): Promise<void> {
  for (const cluster of clusters) checkCluster(cluster);
  checkDelay(timeout, "The time-out of a group");
  if (isConnectedAlready(instance, clusters)) return;
  instance.touchServers(Access.read);
  await call(instance, instance.membership, (from) => ({ kind: "connect", clusters, ttl, from }), timeout);
}

/** Whether there is nothing to do, which the table says without a request; of a group that has ended nothing is connected. */
function isConnectedAlready({ execution, supervisor, topology }: Instance, clusters: readonly string[]): boolean {
  const task = requireTask();
  execution.recordAccess(task, topology.object, Access.read);
  if (supervisor !== undefined) execution.recordAccess(task, supervisor.life, Access.read);
  return supervisor?.isAlive !== false && clusters.every((cluster) => topology.isConnected(cluster));
}

/** Requests the membership server to disconnect the node from clusters. */
export async function disconnect(
  instance: Instance,
  clusters: readonly string[],
  timeout: number = CONNECT_TIMEOUT,
): Promise<void> {
  for (const cluster of clusters) checkCluster(cluster);
  checkDelay(timeout, "The time-out of a group");
  instance.touchServers(Access.read);
  await call(instance, instance.membership, (from) => ({ kind: "disconnect", clusters, from }), timeout);
}

function call(
  { name }: Instance,
  server: Actor | undefined,
  wrap: (from: Request) => unknown,
  timeout: number,
): Promise<unknown> {
  if (server === undefined) return Promise.reject(new CallFailed({ path: name }, "noproc"));
  return request(server.pid, wrap, { timeout });
}

function notConnected({ name, node }: Instance, cluster: string): UsageError {
  return new UsageError(
    `The group ${name} is not connected to the cluster ${cluster} on ${node}. Connect it first: await group.connect("${cluster}").`,
    { code: "not-connected" },
  );
}
