// The peers of a shard: sessions, the clusters of each peer, and the rows that it is sent. A row of a named cluster is
// sent to a peer if and only if this shard is in the cluster and the peer has announced that it is, in this session,
// and after a snapshot of the cluster.

import { actorOf, demonitorNow, monitorNow, requireTask } from "../../kernel/index.ts";
import type { ExitReason, MonitorRef } from "../../kernel/index.ts";
import { UsageError } from "../../errors.ts";
import { Access } from "../../trace/index.ts";
import type { ShardContext } from "../shard/shard-context.ts";
import type { Instance } from "../instance/instance.ts";
import type { Content, Death, Epoch, Op, StreamMessage } from "./messages.ts";
import { Peer } from "./peer.ts";
import type { GroupRow } from "../tables/row.ts";

/** The peers of one shard. */
export class Peers {
  readonly #context: ShardContext;
  readonly #peers = new Map<string, Peer>();
  #sessions = 0;

  constructor(context: ShardContext) {
    this.#context = context;
  }

  /** Whether there is any peer to which changes could be sent. */
  get hasAny(): boolean {
    for (const { outgoing } of this.#peers.values()) if (outgoing !== undefined) return true;
    return false;
  }

  peerOn(node: string): Peer {
    let peer = this.#peers.get(node);
    if (peer === undefined) {
      peer = new Peer(node, this.#context);
      this.#peers.set(node, peer);
    }
    return peer;
  }

  /** The peer whose server a monitor watches. */
  watchedBy(ref: MonitorRef): Peer | undefined {
    for (const peer of this.#peers.values()) if (peer.incoming?.ref === ref) return peer;
    return undefined;
  }

  /** Monitors a peer known to a predecessor of this server, until it begins a session. */
  monitorKnown(node: string): void {
    const pid = this.#context.tables.servers.get(node);
    if (pid === undefined) return;
    const ref = monitorNow(actorOf(pid), requireTask());
    this.peerOn(node).begin({ pid, session: 0, ref, clusters: new Map(), synced: new Set() });
  }

  /** Begins a session with a peer, which may not exist. The outgoing buffer must be empty. */
  greet(node: string, kind: "hello" | "welcome"): void {
    const { instance, tables } = this.#context;
    const peer = this.peerOn(node);
    this.#sessions += 1;
    peer.outgoing = { session: this.#sessions, synced: new Map() };
    const clusters = [...tables.epochs].map(([cluster, epoch]) => ({ cluster, epoch }));
    peer.send({ kind, shards: instance.config.shards, clusters, rows: tables.own.rowsIn(undefined) });
    for (const cluster of peer.incoming?.clusters.keys() ?? []) this.#sync(peer, cluster);
  }

  /** Sends each peer the changes that concern it. */
  sendOps(ops: readonly Op[]): void {
    for (const peer of this.#peers.values()) {
      const relevant = ops.filter(({ row }) => peer.replicates(row.cluster));
      if (relevant.length > 0) peer.send({ kind: "batch", ops: relevant });
    }
  }

  /** Sends each peer the deaths that concern it. The outgoing buffer must be empty. */
  sendDeaths(deaths: readonly Death[], rows: readonly GroupRow[]): void {
    for (const peer of this.#peers.values()) {
      const pids = new Set(rows.filter(({ cluster }) => peer.replicates(cluster)).map(({ pid }) => pid));
      if (pids.size > 0) peer.send({ kind: "deaths", deaths: deaths.filter(({ pid }) => pids.has(pid)) });
    }
  }

  /** This shard has entered a cluster. The outgoing buffer must be empty. */
  enter(cluster: string, epoch: number): void {
    for (const peer of this.#peers.values()) {
      peer.send({ kind: "enter", cluster, epoch });
      this.#sync(peer, cluster);
    }
  }

  /** This shard has left a cluster. The outgoing buffer must be empty. */
  leave(cluster: string): void {
    for (const peer of this.#peers.values()) {
      peer.send({ kind: "leave", cluster });
      peer.outgoing?.synced.delete(cluster);
      peer.incoming?.synced.delete(cluster);
    }
  }

  /**
   * A peer begins a session: rows that it no longer has are removed. The outgoing buffer must be empty.
   * @returns whether the session is new
   */
  onHello(message: StreamMessage, content: Extract<Content, { kind: "hello" | "welcome" }>): boolean {
    const { index, instance, tables } = this.#context;
    const peer = this.peerOn(message.node);
    if (peer.hasSeen(message)) return false;
    if (content.shards !== instance.config.shards) {
      instance.log("error", `refused ${message.node}: it has ${content.shards} shards`);
      throw shardsDiffer(instance, message.node, content.shards);
    }
    const task = requireTask();
    if (peer.incoming !== undefined) demonitorNow(peer.incoming.ref, task);
    else this.#context.log(`found ${message.node}`);
    peer.begin({
      pid: message.pid,
      session: message.session,
      ref: monitorNow(actorOf(message.pid), task),
      clusters: new Map(content.clusters.map(({ cluster, epoch }) => [cluster, epoch])),
      synced: new Set(),
    });
    tables.servers.set(message.node, message.pid);
    this.#context.touchTopology(Access.write);
    instance.topology.removeAll(message.node, index);
    for (const cluster of [undefined, ...content.clusters.map((each) => each.cluster)]) {
      instance.topology.add(cluster, message.node, index);
    }
    const changeSet = this.#context.changes();
    tables.replace(message.node, undefined, content.rows, changeSet);
    for (const cluster of tables.replicaOf(message.node).clusters) {
      if (cluster !== undefined && peer.incoming?.clusters.has(cluster) !== true) this.#purge(peer, cluster, changeSet);
    }
    changeSet.announce();
    if (content.kind === "hello" || peer.outgoing === undefined) this.greet(message.node, "welcome");
    else for (const { cluster } of content.clusters) this.#sync(peer, cluster);
    return true;
  }

  /** A peer has entered a cluster. The outgoing buffer must be empty. */
  onEnter(peer: Peer, { cluster, epoch }: Epoch): void {
    peer.incoming?.clusters.set(cluster, epoch);
    this.#context.touchTopology(Access.write);
    this.#context.instance.topology.add(cluster, peer.node, this.#context.index);
    this.#context.log(`${peer.node} is in ${cluster}`);
    this.#sync(peer, cluster);
  }

  /** A peer has left a cluster. */
  onLeave(peer: Peer, cluster: string): void {
    peer.incoming?.clusters.delete(cluster);
    peer.incoming?.synced.delete(cluster);
    peer.outgoing?.synced.delete(cluster);
    this.#context.touchTopology(Access.write);
    this.#context.instance.topology.remove(cluster, peer.node, this.#context.index);
    this.#context.log(`${peer.node} has left ${cluster}`);
    const changeSet = this.#context.changes();
    this.#purge(peer, cluster, changeSet);
    changeSet.announce();
  }

  /** A peer has sent all its rows of a cluster. @returns whether they were applied */
  onSync(peer: Peer, { cluster, epoch }: Epoch, rows: readonly GroupRow[]): boolean {
    const { tables } = this.#context;
    // A snapshot for an earlier connection is outdated, and no changes follow it.
    if (tables.epochs.get(cluster) !== epoch) return false;
    peer.incoming?.synced.add(cluster);
    const changeSet = this.#context.changes();
    tables.replace(peer.node, cluster, rows, changeSet);
    changeSet.announce();
    return true;
  }

  /** A node, or the peer's server on it, is gone: removes its rows. */
  lose(node: string, reason: ExitReason): void {
    const peer = this.#peers.get(node);
    const { index, instance, tables } = this.#context;
    if (peer === undefined && !tables.peers.has(node)) return;
    if (peer?.incoming !== undefined) demonitorNow(peer.incoming.ref, requireTask());
    if (peer !== undefined) {
      peer.incoming = undefined;
      peer.outgoing = undefined;
    }
    this.#context.touchTopology(Access.write);
    instance.topology.removeAll(node, index);
    this.#context.log(`lost ${node}`);
    const replica = tables.replicaOf(node);
    const changeSet = this.#context.changes();
    tables.removeAll(
      replica.clusters.flatMap((cluster) => replica.rowsIn(cluster)),
      reason,
      changeSet,
    );
    changeSet.announce();
    tables.peers.delete(node);
    tables.servers.delete(node);
  }

  #purge({ node }: Peer, cluster: string, changeSet: ReturnType<ShardContext["changes"]>): void {
    const { tables } = this.#context;
    tables.removeAll(tables.replicaOf(node).rowsIn(cluster), "clusterDisconnect", changeSet);
  }

  /** Sends a peer all rows of a cluster, if both are in it and it has not been sent them. */
  #sync(peer: Peer, cluster: string): void {
    const { tables } = this.#context;
    const epoch = peer.incoming?.clusters.get(cluster);
    if (epoch === undefined || !tables.epochs.has(cluster)) return;
    const { outgoing } = peer;
    if (outgoing === undefined || outgoing.synced.get(cluster) === epoch) return;
    outgoing.synced.set(cluster, epoch);
    peer.send({ kind: "sync", cluster, epoch, rows: tables.own.rowsIn(cluster) });
  }
}

function shardsDiffer({ config, name, node }: Instance, other: string, shards: number): UsageError {
  return new UsageError(
    `The group ${name} has ${config.shards} shards on ${node}, but ${shards} on ${other}. Start it with the ` +
      "same number on all nodes: a key would belong to different shards.",
    { code: "shards-differ" },
  );
}
