// The server of one shard: whatever reaches it is handled in one step, in which nothing can come between its tables, the
// events, the replies and what it tells its peers.

import { actorOf, requireTask, sendNow, takeWaiting } from "../../kernel/index.ts";
import type { Actor, DownMessage } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import { Conflicts } from "./conflicts.ts";
import { ShardContext } from "./shard-context.ts";
import type { Instance } from "../instance/instance.ts";
import { IncomingBuffers } from "../replication/incoming-buffers.ts";
import type {
  DispatchMessage,
  LocalRequest,
  Op,
  ShardMessage,
  StreamMessage,
  Written,
} from "../replication/messages.ts";
import { connectedNodes } from "../instance/node-names.ts";
import { LocalRows } from "./local-rows.ts";
import { Peers } from "../replication/peers.ts";
import type { GroupClaim } from "../tables/row.ts";
import { OutgoingBuffer } from "../replication/outgoing-buffer.ts";

/** How many deaths are handled in one turn. */
const MOST_DEATHS = 32;

/** One shard on one node, from one start of its server to its end. */
export class Shard {
  readonly #context: ShardContext;
  readonly #peers: Peers;
  readonly #outgoing: OutgoingBuffer;
  readonly #own: LocalRows;
  readonly #conflicts: Conflicts;
  readonly #incoming: IncomingBuffers;

  constructor(instance: Instance, index: number, actor: Actor) {
    const context = new ShardContext(instance, index, actor);
    this.#context = context;
    this.#peers = new Peers(context);
    this.#outgoing = new OutgoingBuffer(instance, this.#peers);
    this.#own = new LocalRows(context, this.#outgoing);
    this.#conflicts = new Conflicts(context, this.#own, this.#peers, this.#outgoing);
    this.#incoming = new IncomingBuffers(instance.config, (ops) => {
      this.#apply(ops);
    });
  }

  /** Begins, perhaps with the tables of a predecessor. */
  open(): void {
    const { actor, index, instance, tables } = this.#context;
    instance.touchServers(Access.write);
    instance.shards[index] = actor;
    this.#own.watchAll();
    this.#conflicts.resume();
    this.#reconcile();
    const connected = connectedNodes();
    for (const node of tables.peers.keys()) if (!connected.includes(node)) this.#peers.lose(node, "nodedown");
    for (const node of connected) {
      this.#peers.remember(node);
      this.#peers.greet(node, "hello");
    }
    // With nobody to wait for it, word of it would only be one more thing under way.
    if (instance.tickets === 0 || instance.membership === undefined) return;
    sendNow(actor, instance.membership, { kind: "opened", ticket: instance.tickets, index }, requireTask());
  }

  /** Ends in order: nothing is left in its buffers. */
  close(): void {
    this.#incoming.flush();
    this.#outgoing.flush();
  }

  /** Handles one message. */
  handle(message: ShardMessage): void {
    switch (message.kind) {
      case "stream":
        this.#hear(message);
        break;
      case "due":
        if (message.buffer === "sender") this.#outgoing.flush();
        else if (this.#incoming.due(message.buffer, message.round)) this.#takeLocal();
        break;
      case "dispatch":
        this.#deliver(message);
        break;
      case "down":
      case "grace":
      case "local":
      case "nodedown":
      case "nodeup":
      case "reconcile":
        this.#incoming.flush();
        this.#control(message);
        break;
    }
  }

  #control(message: Exclude<ShardMessage, { readonly kind: "stream" | "due" | "dispatch" }>): void {
    switch (message.kind) {
      case "local":
        this.#serve([message, ...this.#companions(message, isNothing)]);
        break;
      case "reconcile":
        this.#reconcile();
        this.#answer(message.ticket);
        break;
      case "down":
        this.#hearDown(message);
        break;
      case "nodeup":
        this.#outgoing.flush();
        this.#peers.greet(message.node, "hello");
        break;
      case "nodedown":
        this.#peers.lose(message.node, "nodedown");
        break;
      case "grace":
        this.#conflicts.finish(message.pid);
        break;
    }
  }

  /** Does what local actors ask for: changes first, then events, then replies. */
  #serve(requests: readonly LocalRequest[]): void {
    const changeSet = this.#context.changes();
    const results = requests.map((request) => this.#write(request, changeSet));
    changeSet.announce();
    for (const [index, { from }] of requests.entries()) {
      const result = results[index];
      if (result !== undefined) from.reply(result);
    }
  }

  /** What is asked by one that has ended is not done: nothing would clean it up. */
  #write({ from, write }: LocalRequest, changeSet: ReturnType<ShardContext["changes"]>): Written | undefined {
    if (this.#context.endOf(from.caller) !== undefined) return undefined;
    const { cluster } = write;
    if (cluster !== undefined) {
      // It may have changed since the caller looked, and the order to follow may still be on its way.
      this.#reconcile();
      if (!this.#context.tables.epochs.has(cluster)) return { kind: "not_connected" };
    }
    return this.#own.write(write, from.caller, changeSet);
  }

  /** The joins and leaves that wait next, to be done in the same turn. */
  #companions({ write }: LocalRequest, isSkipped: (message: unknown) => boolean): readonly LocalRequest[] {
    if (!isOfGroups(write.op)) return [];
    const { replicatedPgReceiverLocalRequestQuota: quota } = this.#context.instance.config;
    let isNext = true;
    const isCompanion = (message: unknown): boolean => {
      if (isSkipped(message)) return false;
      isNext = isNext && isLocal(message) && message.kind === "local" && isOfGroups(message.write.op);
      return isNext;
    };
    return takeWaiting(isCompanion, quota - 1) as readonly LocalRequest[];
  }

  /** After changes of other nodes, whoever asks here comes first: a backlog of others' changes starves nobody. */
  #takeLocal(): void {
    const [message] = takeWaiting(isLocal, 1) as readonly LocalMessage[];
    if (message === undefined) return;
    if (message.kind === "local") this.#serve([message, ...this.#companions(message, isReplicated)]);
    else this.#control(message);
  }

  #hear(message: StreamMessage): void {
    const { content } = message;
    const { index, instance } = this.#context;
    instance.log("verbose", `shard ${index}: ${content.kind} from ${message.node}`);
    const peer = this.#peers.peerOn(message.node);
    if (content.kind === "batch") {
      if (!peer.isOf(message)) return;
      const wanted = content.ops.filter(
        ({ row: { cluster } }) => cluster === undefined || peer.incoming?.synced.has(cluster) === true,
      );
      if (this.#incoming.add(wanted)) this.#takeLocal();
      return;
    }
    this.#incoming.flush();
    this.#outgoing.flush();
    if (content.kind === "hello" || content.kind === "welcome") {
      if (this.#peers.meet(message, content)) this.#conflicts.meet(claimsOf(content.rows));
      return;
    }
    if (!peer.isOf(message)) return;
    switch (content.kind) {
      case "deaths":
        this.#hearDeaths(message.node, content.deaths);
        break;
      case "enter":
        this.#peers.hearEnter(peer, content);
        break;
      case "leave":
        this.#peers.hearLeave(peer, content.cluster);
        break;
      case "sync":
        if (this.#peers.hearSync(peer, content, content.rows)) this.#conflicts.meet(claimsOf(content.rows));
        break;
      case "verdict":
        this.#conflicts.hearVerdict(content.winner, content.loser);
        break;
      case "concede":
        this.#conflicts.hearConcede(content.winner, content.loser);
        break;
    }
  }

  /** Applies changes of one lane. */
  #apply(ops: readonly Op[]): void {
    const { tables } = this.#context;
    const changeSet = this.#context.changes();
    const claims: GroupClaim[] = [];
    for (const op of ops) {
      const { row } = op;
      const replica = tables.replicaOf(row.node);
      if (op.kind === "put") {
        tables.put(row, changeSet);
        if (row.kind === "claim") claims.push(row);
        continue;
      }
      const known =
        row.kind === "claim" ? replica.claim(row.cluster, row.key) : replica.membership(row.cluster, row.key, row.pid);
      if (known !== undefined) tables.remove(known, op.reason, changeSet);
    }
    changeSet.announce();
    this.#conflicts.meet(claims);
  }

  #hearDown(message: DownMessage): void {
    const peer = this.#peers.watchedBy(message.ref);
    if (peer !== undefined) {
      this.#peers.lose(peer.node, { kind: "nodedown", node: peer.node });
      return;
    }
    if (!this.#own.isWatching(message.ref)) return;
    const isDeath = (other: unknown): boolean =>
      (other as DownMessage).kind === "down" && this.#own.isWatching((other as DownMessage).ref);
    const deaths = [message, ...(takeWaiting(isDeath, MOST_DEATHS - 1) as readonly DownMessage[])];
    this.#outgoing.flush();
    const changeSet = this.#context.changes();
    const rows = this.#own.bury(deaths, changeSet);
    changeSet.announce();
    this.#peers.sendDeaths(
      deaths.map(({ pid, reason }) => ({ pid, reason })),
      rows,
    );
  }

  #hearDeaths(node: string, deaths: readonly Pick<DownMessage, "pid" | "reason">[]): void {
    const { tables } = this.#context;
    const replica = tables.replicaOf(node);
    const changeSet = this.#context.changes();
    for (const kind of ["claim", "membership"] as const) {
      for (const { pid, reason } of deaths) {
        for (const row of replica.rowsOf(pid)) if (row.kind === kind) tables.remove(row, reason, changeSet);
      }
    }
    changeSet.announce();
  }

  /** Leaves and enters clusters as the node has. */
  #reconcile(): void {
    const { instance, tables } = this.#context;
    this.#context.touchTopology(Access.read);
    const { epochs } = instance.topology;
    for (const [cluster, epoch] of tables.epochs) if (epochs.get(cluster) !== epoch) this.#leave(cluster);
    for (const [cluster, epoch] of epochs) {
      if (tables.epochs.has(cluster)) continue;
      this.#outgoing.flush();
      tables.epochs.set(cluster, epoch);
      this.#peers.enter(cluster, epoch);
      this.#context.log(`entered ${cluster}`);
    }
  }

  #leave(cluster: string): void {
    const { tables } = this.#context;
    this.#outgoing.flush();
    const pids = tables.own.rowsIn(cluster).map(({ pid }) => pid);
    const changeSet = this.#context.changes();
    tables.purge(cluster, changeSet);
    changeSet.announce();
    for (const pid of pids) this.#own.forget(pid);
    tables.epochs.delete(cluster);
    this.#peers.leave(cluster);
    this.#context.log(`left ${cluster}`);
  }

  #answer(ticket: number): void {
    const { actor, index, instance } = this.#context;
    instance.touchServers(Access.read);
    if (instance.membership === undefined) return;
    sendNow(actor, instance.membership, { kind: "done", ticket, index }, requireTask());
  }

  #deliver({ message, pids }: DispatchMessage): void {
    for (const pid of pids) sendNow(this.#context.actor, actorOf(pid), message, requireTask());
  }
}

/** What local actors wait for: a write, or that the clusters change. */
type LocalMessage = Extract<ShardMessage, { readonly kind: "local" | "reconcile" }>;

function isLocal(message: unknown): message is LocalMessage {
  const { kind } = message as ShardMessage;
  return kind === "local" || kind === "reconcile";
}

function isReplicated(message: unknown): boolean {
  return !isLocal(message);
}

/** Nothing is skipped: only what waits next is a companion. */
function isNothing(): boolean {
  return false;
}

function isOfGroups(op: LocalRequest["write"]["op"]): boolean {
  return op === "join" || op === "leave";
}

function claimsOf(rows: readonly { readonly kind: string }[]): readonly GroupClaim[] {
  return rows.filter((row): row is GroupClaim => row.kind === "claim");
}
