// A model of Group v0.2.0 with all its bugs: a registry, process groups and subscriptions that are
// replicated between the nodes of a cluster. Reads use the tables of the caller's node, writes are requests
// to the shard of the key. Omitted, since no scenario and no recording needs it: batches of several join
// and leave requests, the limit of 32 deaths per message, log levels, and the death of the tables' owner
// alone.

import { link, receive, self, send, spawn } from "heddle";
import type { Pid } from "heddle";
import { TableGone } from "heddle/memory";

import { connectClusters, disconnectClusters } from "./membership/connecting.ts";
import { dispatch, membersOf } from "./dispatch.ts";
import { keyRow } from "./shard/entry.ts";
import type { Cluster, Entry, Meta } from "./shard/entry.ts";
import type { Instance } from "./instance.ts";
import { matches } from "./subscription.ts";
import type { Pattern } from "./subscription.ts";
import { isMember, nodesOf } from "./membership/membership.ts";
import { must } from "./must.ts";
import { here } from "./membership/nodes.ts";
import { settingsOf } from "./options.ts";
import type { FaithfulOptions } from "./options.ts";
import type { Result, Wish } from "./protocol.ts";
import { ask } from "./shard/request.ts";
import { superviseInstance } from "./supervise.ts";

/** The cluster and the timeout of a call. */
export interface CallOptions {
  readonly cluster?: Cluster;
  /** In virtual milliseconds. Default: no timeout. */
  readonly timeout?: number;
}

/** A registered actor or a member, as a reader sees it. */
export interface Found {
  readonly pid: Pid;
  readonly meta: Meta;
}

/** A call that v0.2.0 rejects with an ArgumentError. */
export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
}

/** One node's instance. */
export class FaithfulGroup {
  /** The node it runs on. */
  readonly node: string;
  readonly #supervisor: Pid;
  readonly #instance: Instance;

  private constructor(supervisor: Pid, instance: Instance) {
    this.node = instance.node;
    this.#supervisor = supervisor;
    this.#instance = instance;
  }

  /** Starts an instance on the calling actor's node. */
  static async start(options: FaithfulOptions = {}): Promise<FaithfulGroup> {
    const starter = self();
    const node = here();
    const supervisor = await spawn("group", () => superviseInstance(node, settingsOf(options), starter));
    const { instance } = await receive<{ kind: "group_started"; instance: Instance }>({ kind: "group_started" });
    return new FaithfulGroup(supervisor, instance);
  }

  /** Stops the instance. Subscribers are linked to it and exit too. */
  async stop(): Promise<void> {
    await send(this.#supervisor, { kind: "stop" });
  }

  /** The actor that does the work of a shard. */
  shard(index: number = 0): Pid {
    return must(this.#instance.shards[index], "the instance has this shard");
  }

  /** Registers the calling actor. */
  register(key: string, meta: Meta, options?: CallOptions): Promise<Result> {
    return this.#write({ op: "register", cluster: options?.cluster ?? null, key, meta }, options);
  }

  /** Removes the registration of a key, by any holder on this node. */
  unregister(key: string, options?: CallOptions): Promise<Result> {
    return this.#write({ op: "unregister", cluster: options?.cluster ?? null, key }, options);
  }

  /** Adds the calling actor as a member. */
  join(key: string, meta: Meta = {}, options?: CallOptions): Promise<Result> {
    return this.#write({ op: "join", cluster: options?.cluster ?? null, key, meta }, options);
  }

  /** Removes the calling actor's membership. */
  leave(key: string, options?: CallOptions): Promise<Result> {
    return this.#write({ op: "leave", cluster: options?.cluster ?? null, key }, options);
  }

  /** The registered actor that this node lists; `undefined` when the instance is stopped or `extractMeta` fails. */
  async lookup(key: string, { cluster = null }: CallOptions = {}): Promise<Found | undefined> {
    try {
      const row = await this.#tablesOf(cluster, key).registered.get(keyRow(cluster, key));
      return row === undefined ? undefined : this.#found(row);
    } catch (error) {
      if (error instanceof ArgumentError || error instanceof TableGone) return undefined;
      throw error;
    }
  }

  /** The members of a key, or with a prefix of all keys below it. */
  async members(key: string, { cluster = null }: CallOptions = {}): Promise<Found[]> {
    const entries = await this.#members(key, cluster);
    return entries.map((entry) => this.#found(entry));
  }

  async memberCount(key: string, { cluster = null }: CallOptions = {}): Promise<number> {
    return (await this.#members(key, cluster)).length;
  }

  /** The number of members on this node. */
  async localMemberCount(key: string, { cluster = null }: CallOptions = {}): Promise<number> {
    return (await this.#members(key, cluster)).filter(({ node }) => node === this.node).length;
  }

  async registryCount({ cluster = null }: CallOptions = {}): Promise<number> {
    return (await this.registrations()).filter((entry) => entry.cluster === cluster).length;
  }

  /** The number of registered actors on this node. */
  async localRegistryCount({ cluster = null }: CallOptions = {}): Promise<number> {
    const entries = await this.registrations();
    return entries.filter((entry) => entry.cluster === cluster && entry.node === this.node).length;
  }

  /** All registrations that this node lists. */
  registrations(): Promise<Entry[]> {
    return this.#rows("registered");
  }

  /** All memberships that this node lists. */
  memberships(): Promise<Entry[]> {
    return this.#rows("joined");
  }

  /** Connects this node to clusters; no effect for connected ones. */
  async connect(
    cluster: string | readonly string[],
    options: { readonly timeout?: number; readonly ttl?: number } = {},
  ): Promise<Result> {
    const { timeout = Number.POSITIVE_INFINITY, ttl } = options;
    if (ttl !== undefined && !(Number.isInteger(ttl) && ttl > 0)) throw new ArgumentError(`No time to live: ${ttl}.`);
    await connectClusters(this.#instance, listOf(cluster), { timeout, ttl });
    return { kind: "ok" };
  }

  /** Disconnects this node from clusters. */
  async disconnect(
    cluster: string | readonly string[],
    { timeout = Number.POSITIVE_INFINITY }: { readonly timeout?: number } = {},
  ): Promise<Result> {
    await disconnectClusters(this.#instance, listOf(cluster), timeout);
    return { kind: "ok" };
  }

  isConnected(cluster: string): Promise<boolean> {
    return isMember(this.#instance, cluster, this.node);
  }

  /** The nodes of a cluster, this one included; without one, the peers. */
  async nodes(cluster: Cluster = null): Promise<string[]> {
    const nodes = await nodesOf(this.#instance, cluster);
    return cluster === null ? nodes.filter((node) => node !== this.node) : nodes;
  }

  /** The named leases. */
  async leases(): Promise<string[]> {
    return (await this.#instance.shared.leases.entries()).map(([cluster]) => cluster);
  }

  /** Subscribes the calling actor to the keys of a pattern. */
  async monitor(pattern: Pattern, { cluster = null }: CallOptions = {}): Promise<Result> {
    await link(must(this.#instance.subscriptions, "the instance runs"));
    await this.#instance.shared.subscriptions.insert(subscriptionRow(cluster, pattern), {
      pid: self(),
      cluster,
      pattern,
    });
    return { kind: "ok" };
  }

  async demonitor(pattern: Pattern, { cluster = null }: CallOptions = {}): Promise<Result> {
    await this.#instance.shared.subscriptions.delete(subscriptionRow(cluster, pattern));
    return { kind: "ok" };
  }

  /** Sends to the registered actor of a key and to all of its members. */
  async dispatch(key: string, message: unknown, { cluster = null }: CallOptions = {}): Promise<Result> {
    await dispatch(this.#instance, { cluster, key, message }, 0, false);
    return { kind: "ok" };
  }

  /** Sends to the registered actor and the members on this node. */
  async dispatchLocal(key: string, message: unknown, { cluster = null }: CallOptions = {}): Promise<Result> {
    await dispatch(this.#instance, { cluster, key, message }, 0, true);
    return { kind: "ok" };
  }

  /** The number of reconnects after refused messages. */
  get reconnects(): number {
    return this.#instance.reconnects;
  }

  /** Expires a lease now. */
  async expire(cluster: string): Promise<void> {
    await send(must(this.#instance.sweeper, "the instance runs"), { kind: "expire", cluster });
  }

  /** Suspends a shard between two messages until `resume`, as tests of the real system do. */
  async suspend(index: number = 0): Promise<void> {
    await send(this.shard(index), { kind: "suspend" });
  }

  async resume(index: number = 0): Promise<void> {
    await send(this.shard(index), { kind: "resume" });
  }

  async #write(wish: Extract<Wish, { readonly key: string }>, options: CallOptions = {}): Promise<Result> {
    const { cluster, key } = wish;
    if (key.endsWith("/")) throw new ArgumentError(`A key does not end in a slash: ${key}.`);
    if (cluster !== null && (this.#instance.closing.has(cluster) || !(await this.isConnected(cluster)))) {
      throw new ArgumentError(`Not connected: ${cluster}.`);
    }
    const { placement } = this.#instance.settings;
    return ask(this.#instance, placement(cluster, key), wish, options.timeout ?? Number.POSITIVE_INFINITY);
  }

  #found({ meta, pid }: Entry): Found {
    return { pid, meta: this.#instance.settings.extractMeta(meta) };
  }

  #tablesOf(cluster: Cluster, key: string): Instance["tables"][number] {
    return must(this.#instance.tables[this.#instance.settings.placement(cluster, key)], "a key has a shard");
  }

  async #members(key: string, cluster: Cluster): Promise<Entry[]> {
    if (!key.endsWith("/")) return membersOf(this.#instance, cluster, key);
    return (await this.memberships()).filter((entry) => entry.cluster === cluster && matches(key, entry.key));
  }

  async #rows(which: "registered" | "joined"): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const tables of this.#instance.tables) {
      for (const [, entry] of await tables[which].entries()) entries.push(entry);
    }
    return entries;
  }
}

function listOf(cluster: string | readonly string[]): readonly string[] {
  return typeof cluster === "string" ? [cluster] : cluster;
}

function subscriptionRow(cluster: Cluster, pattern: Pattern): string {
  return `${self().path}:${cluster ?? ""}:${pattern}`;
}
