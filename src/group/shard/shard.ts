// The server of one shard: each message is handled in one step, so that its tables, events, replies and replication
// messages change atomically.

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

/** The maximum number of deaths handled in one turn. */
const MAX_DEATHS = 32;

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

  /** Starts the server, possibly with the tables of a predecessor. */
  open(): void {
    const { actor, index, instance, tables } = this.#context;
    instance.touchServers(Access.write);
    instance.shards[index] = actor;
    this.#own.monitorAll();
    this.#conflicts.resume();
    this.#reconcile();
    const connected = connectedNodes();
    for (const node of tables.peers.keys()) if (!connected.includes(node)) this.#peers.lose(node, "nodeDown");
    for (const node of connected) {
      this.#peers.monitorKnown(node);
      this.#peers.greet(node, "hello");
    }
    // If no caller waits for it, the notification would only be one more message in flight.
    if (instance.tickets === 0 || instance.membership === undefined) return;
    sendNow(actor, instance.membership, { kind: "opened", ticket: instance.tickets, index }, requireTask());
  }

  /** Ends the server in order, with empty buffers. */
  close(): void {
    this.#incoming.flush();
    this.#outgoing.flush();
  }

  /** Handles one message. */
  handle(message: ShardMessage): void {
    switch (message.kind) {
      case "stream":
        this.#onStream(message);
        break;
      case "due":
        if (message.buffer === "sender") this.#outgoing.flush();
        else if (this.#incoming.due(message.buffer, message.round)) this.#handleWaitingLocal();
        break;
      case "dispatch":
        this.#deliver(message);
        break;
      case "down":
      case "grace":
      case "local":
      case "nodeDown":
      case "nodeUp":
      case "reconcile":
        this.#incoming.flush();
        this.#control(message);
        break;
    }
  }

  #control(message: Exclude<ShardMessage, { readonly kind: "stream" | "due" | "dispatch" }>): void {
    switch (message.kind) {
      case "local":
        this.#handleLocal([message, ...this.#companions(message, skipNothing)]);
        break;
      case "reconcile":
        this.#reconcile();
        this.#acknowledge(message.ticket);
        break;
      case "down":
        this.#onDown(message);
        break;
      case "nodeUp":
        this.#outgoing.flush();
        this.#peers.greet(message.node, "hello");
        break;
      case "nodeDown":
        this.#peers.lose(message.node, "nodeDown");
        break;
      case "grace":
        this.#conflicts.endGrace(message.pid);
        break;
    }
  }

  /** Handles requests of local actors: changes first, then events, then replies. */
  #handleLocal(requests: readonly LocalRequest[]): void {
    const changeSet = this.#context.changes();
    const results = requests.map((request) => this.#write(request, changeSet));
    changeSet.announce();
    for (const [index, { from }] of requests.entries()) {
      const result = results[index];
      if (result !== undefined) from.reply(result);
    }
  }

  /** Requests of actors that have ended are dropped, since their rows would never be cleaned up. */
  #write({ from, write }: LocalRequest, changeSet: ReturnType<ShardContext["changes"]>): Written | undefined {
    if (this.#context.endOf(from.caller) !== undefined) return undefined;
    const { cluster } = write;
    if (cluster !== undefined) {
      // The clusters may have changed since the caller's check, and the request to reconcile may still be in flight.
      this.#reconcile();
      if (!this.#context.tables.epochs.has(cluster)) return { kind: "notConnected" };
    }
    return this.#own.write(write, from.caller, changeSet);
  }

  /** The joins and leaves that are next in the mailbox, to be handled in the same turn. */
  #companions({ write }: LocalRequest, isSkipped: (message: unknown) => boolean): readonly LocalRequest[] {
    if (!isMembershipOp(write.op)) return [];
    const { replicatedPgReceiverLocalRequestQuota: quota } = this.#context.instance.config;
    let isNext = true;
    const isCompanion = (message: unknown): boolean => {
      if (isSkipped(message)) return false;
      isNext = isNext && isLocal(message) && message.kind === "local" && isMembershipOp(message.write.op);
      return isNext;
    };
    return takeWaiting(isCompanion, quota - 1) as readonly LocalRequest[];
  }

  /**
   * After remote changes, handles local requests first, so that a backlog of remote changes does not starve local
   * actors.
   */
  #handleWaitingLocal(): void {
    const [message] = takeWaiting(isLocal, 1) as readonly LocalMessage[];
    if (message === undefined) return;
    if (message.kind === "local") this.#handleLocal([message, ...this.#companions(message, isReplicated)]);
    else this.#control(message);
  }

  #onStream(message: StreamMessage): void {
    const { content } = message;
    const { index, instance } = this.#context;
    instance.log("verbose", `shard ${index}: ${content.kind} from ${message.node}`);
    const peer = this.#peers.peerOn(message.node);
    if (content.kind === "batch") {
      if (!peer.isOf(message)) return;
      const wanted = content.ops.filter(
        ({ row: { cluster } }) => cluster === undefined || peer.incoming?.synced.has(cluster) === true,
      );
      if (this.#incoming.add(wanted)) this.#handleWaitingLocal();
      return;
    }
    this.#incoming.flush();
    this.#outgoing.flush();
    if (content.kind === "hello" || content.kind === "welcome") {
      if (this.#peers.onHello(message, content)) this.#conflicts.detect(claimsOf(content.rows));
      return;
    }
    if (!peer.isOf(message)) return;
    switch (content.kind) {
      case "deaths":
        this.#onDeaths(message.node, content.deaths);
        break;
      case "enter":
        this.#peers.onEnter(peer, content);
        break;
      case "leave":
        this.#peers.onLeave(peer, content.cluster);
        break;
      case "sync":
        if (this.#peers.onSync(peer, content, content.rows)) this.#conflicts.detect(claimsOf(content.rows));
        break;
      case "verdict":
        this.#conflicts.onVerdict(content.winner, content.loser);
        break;
      case "concede":
        this.#conflicts.onConcede(content.winner, content.loser);
        break;
    }
  }

  /** Applies the changes of one buffer. */
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
    this.#conflicts.detect(claims);
  }

  #onDown(message: DownMessage): void {
    const peer = this.#peers.watchedBy(message.ref);
    if (peer !== undefined) {
      this.#peers.lose(peer.node, { kind: "nodeDown", node: peer.node });
      return;
    }
    if (!this.#own.isMonitoring(message.ref)) return;
    const isDeath = (other: unknown): boolean =>
      (other as DownMessage).kind === "down" && this.#own.isMonitoring((other as DownMessage).ref);
    const deaths = [message, ...(takeWaiting(isDeath, MAX_DEATHS - 1) as readonly DownMessage[])];
    this.#outgoing.flush();
    const changeSet = this.#context.changes();
    const rows = this.#own.removeRowsOf(deaths, changeSet);
    changeSet.announce();
    this.#peers.sendDeaths(
      deaths.map(({ pid, reason }) => ({ pid, reason })),
      rows,
    );
  }

  #onDeaths(node: string, deaths: readonly Pick<DownMessage, "pid" | "reason">[]): void {
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
    for (const pid of pids) this.#own.demonitorIfUnused(pid);
    tables.epochs.delete(cluster);
    this.#peers.leave(cluster);
    this.#context.log(`left ${cluster}`);
  }

  #acknowledge(ticket: number): void {
    const { actor, index, instance } = this.#context;
    instance.touchServers(Access.read);
    if (instance.membership === undefined) return;
    sendNow(actor, instance.membership, { kind: "done", ticket, index }, requireTask());
  }

  #deliver({ message, pids }: DispatchMessage): void {
    for (const pid of pids) sendNow(this.#context.actor, actorOf(pid), message, requireTask());
  }
}

/** The messages that local actors wait for: writes, and changes of clusters. */
type LocalMessage = Extract<ShardMessage, { readonly kind: "local" | "reconcile" }>;

function isLocal(message: unknown): message is LocalMessage {
  const { kind } = message as ShardMessage;
  return kind === "local" || kind === "reconcile";
}

function isReplicated(message: unknown): boolean {
  return !isLocal(message);
}

/** Skips nothing: only the very next messages are companions. */
function skipNothing(): boolean {
  return false;
}

function isMembershipOp(op: LocalRequest["write"]["op"]): boolean {
  return op === "join" || op === "leave";
}

function claimsOf(rows: readonly { readonly kind: string }[]): readonly GroupClaim[] {
  return rows.filter((row): row is GroupClaim => row.kind === "claim");
}
