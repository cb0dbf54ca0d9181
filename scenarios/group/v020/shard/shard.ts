// One shard: an actor that handles one message at a time. After it has applied operations of other nodes it has a priority turn:
// queued control messages are taken first, and so overtake batches that arrived before them.

import { now, P, receive, send } from "heddle";

import { applyInbox, inboxDeadline, takeBatch } from "./apply.ts";
import {
  acknowledge,
  announceClusters,
  farewell,
  leaveClusters,
  sendClusterData,
  welcome,
} from "../membership/clusters.ts";
import { handleDeaths, handleRemoteDeaths } from "./deaths.ts";
import { deliverHere } from "../dispatch.ts";
import { shardName } from "../instance.ts";
import type { Instance } from "../instance.ts";
import { hasInterest } from "../membership/interest.ts";
import { isHeard, write } from "./local-writes.ts";
import { announce, connectedNodes } from "../membership/nodes.ts";
import { greet, handleNodeDown, handlePeerDown, meet, peerOf, takeSnapshot } from "../membership/peers.ts";
import { isControl } from "../protocol.ts";
import type { Control, Reply, Request, Result, ShardMessage } from "../protocol.ts";
import { Shard } from "./shard-state.ts";

/** The body of a shard. A restarted shard finds its tables and monitors the actors in them. */
export async function runShard(instance: Instance, index: number): Promise<never> {
  const shard = new Shard(instance, index);
  for (const rows of [shard.tables.registeredByPid, shard.tables.joinedByPid]) {
    for (const [, { node, pid }] of await rows.entries()) if (node === instance.node) await shard.watch(pid);
  }
  await announce(shardName(instance, index));
  for (const node of connectedNodes()) await greet(shard, node);
  for (;;) {
    const message = await next(shard);
    if (message === undefined) await flushOverdue(shard);
    else await handle(shard, message);
    await shard.events.send();
    if (shard.hasApplied) await priorityTurn(shard);
  }
}

/** The next message; `undefined` when a buffer has become old. */
function next(shard: Shard): Promise<ShardMessage | undefined> {
  const deadline = Math.min(shard.outbox.deadline, inboxDeadline(shard));
  if (deadline === Number.POSITIVE_INFINITY) return receive<ShardMessage>();
  return receive<ShardMessage>(P.any, { timeout: Math.max(0, deadline - now()) });
}

async function flushOverdue(shard: Shard): Promise<void> {
  if (now() >= inboxDeadline(shard)) await applyInbox(shard);
  if (now() >= shard.outbox.deadline) await shard.outbox.flush();
}

async function handle(shard: Shard, message: ShardMessage): Promise<void> {
  if (isControl(message)) {
    await applyInbox(shard);
    await control(shard, message);
    return;
  }
  switch (message.kind) {
    case "batch":
      await takeBatch(shard, message);
      return;
    case "request":
      await applyInbox(shard);
      await serve(shard, message);
      return;
    case "dispatched":
      await deliverHere(shard.instance, message);
      return;
    case "suspend":
      await receive({ kind: "resume" });
      return;
    case "resume":
  }
}

async function serve(shard: Shard, request: Request): Promise<void> {
  if (!(await isHeard(shard, request))) return;
  const result = await answer(shard, request);
  await shard.events.send();
  const { alias, from } = request;
  if (alias.isOpen) await send(from, { kind: "group_reply", alias, result } satisfies Reply);
}

async function answer(shard: Shard, { from, wish }: Request): Promise<Result> {
  switch (wish.op) {
    case "connect":
      return announceClusters(shard, wish.clusters);
    case "disconnect":
      return leaveClusters(shard, wish);
    case "interest":
      return { kind: "interest", isThere: await hasInterest(shard.instance, wish.cluster, shard.tables) };
    case "register":
    case "join":
    case "unregister":
    case "leave":
      return write(shard, from, wish);
  }
}

async function control(shard: Shard, message: Control): Promise<void> {
  switch (message.kind) {
    case "peer_connect":
    case "peer_connect_ack":
      return meet(shard, message);
    case "cluster_connect":
      return welcome(shard, message);
    case "cluster_connect_ack":
      return acknowledge(shard, message);
    case "cluster_disconnect":
    case "cluster_purge":
      return farewell(shard, message);
    case "cluster_state":
      return takeSnapshot(shard, message.node, message.snapshot);
    case "send_cluster_data":
      return sendClusterData(shard, message.node, message.clusters);
    case "process_down":
      return handleRemoteDeaths(shard, message.deaths);
    case "nodeUp":
      return greet(shard, message.node);
    case "nodeDown":
      return handleNodeDown(shard, message.node);
    case "down": {
      const node = peerOf(shard, message);
      if (node !== undefined) await handlePeerDown(shard, node);
      else if (shard.isWatching(message.pid)) await handleDeaths(shard, message);
    }
  }
}

/** Takes the queued control messages; a marker message delimits the current mailbox. */
async function priorityTurn(shard: Shard): Promise<void> {
  shard.hasApplied = false;
  if (shard.instance.settings.has("origin-order")) return;
  const marker = { kind: "mailbox_end" };
  await send(shard.pid, marker);
  for (;;) {
    const message = await receive(P.when((one) => one === marker || isControl(one)));
    if (message === marker) return;
    await control(shard, message as Control);
    await shard.events.send();
  }
}
