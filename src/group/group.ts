// The handle of a group. It acts for the calling actor, on that actor's node.

import { UsageError } from "../errors.ts";
import { actingActor, CallFailed } from "../kernel/index.ts";
import { Supervisor } from "../otp/index.ts";
import { Access } from "../trace/index.ts";
import type { Pid } from "../trace/index.ts";
import { connect, disconnect, write } from "./client/requests.ts";
import { dispatch } from "./client/dispatch.ts";
import { checkLogLevel, checkTtl, completeOptions } from "./instance/options.ts";
import type { GroupOptions, LogLevel } from "./instance/options.ts";
import { Instance } from "./instance/instance.ts";
import { addInstance, dropInstance, instanceOn } from "./instance/instances.ts";
import { copyMeta } from "./tables/meta.ts";
import type { ExtractMeta, GroupMeta } from "./tables/meta.ts";
import { setSubscription } from "./client/subscribe.ts";
import { nodeHere, nodeNameOf } from "./instance/node-names.ts";
import type { NodeRef } from "./instance/node-names.ts";
import { checkCluster, checkKey, checkPattern } from "./tables/shard-key.ts";
import { count, entries, lookup, members } from "./client/queries.ts";
import type { GroupEntry, Member } from "./client/queries.ts";
import { readTopology } from "./client/read.ts";
import { ALL_KEYS } from "./instance/subscriptions.ts";
import type { Pattern } from "./instance/subscriptions.ts";
import { startTree } from "./supervision-tree.ts";

/** Which cluster is meant. */
export interface InCluster {
  /** Default: the default cluster, which all nodes are in. */
  readonly cluster?: string;
}

/** What a write may be told. */
export interface WriteOptions extends InCluster {
  /** Virtual milliseconds. Default 5,000; with competing time any finite one may strike in any call. */
  readonly timeout?: number;
}

/** What a read of metadata may be told. */
export interface ReadOptions extends InCluster {
  /** What is shown of metadata. Default: as the group's options say. */
  readonly extractMeta?: ExtractMeta;
}

/** What a change of clusters may be told. */
export interface ConnectOptions {
  /** Virtual milliseconds. Default 60,000. */
  readonly timeout?: number;
  /**
   * Virtual milliseconds after which a new connection ends unless an actor of the node is registered in the cluster, has
   * joined or monitors a key in it; with any of these it is looked at again after as long. Default: it stays.
   */
  readonly ttl?: number;
}

/** How a registration went; `taken` when another actor holds the key, as far as is known on this node. */
export type Registering = { readonly kind: "ok" } | { readonly kind: "taken" };

/** How an unregistration went; `undefined` when nobody held the key, `not_owner` when an actor of another node does. */
export type Unregistering = { readonly kind: "ok" } | { readonly kind: "undefined" } | { readonly kind: "not_owner" };

/** How leaving went. */
export type Leaving = { readonly kind: "ok" } | { readonly kind: "not_in_group" };

/**
 * A registry and process groups that all nodes of a cluster share, after Group for Elixir. Each node answers from what it
 * knows; changes reach the others later, and after a partition one of two holders of a key is ended with reason
 * `{ kind: "group_registry_conflict", key, meta }`. A handle serves actors of all nodes on which the group was started.
 * Once it was stopped on a node, reads there give nothing, and all else rejects with `CallFailed` (`noproc`).
 * @example
 * const group = await Group.start({ name: "rooms" });
 * await group.join("room/42", { role: "player" });
 * await group.members("room/");
 */
export class Group {
  /** Stands for all keys of a cluster, for `monitor` and `demonitor`. */
  static readonly all: typeof ALL_KEYS = ALL_KEYS;
  /** Instances of one name are one group. */
  readonly name: string;
  /** Whose instance is asked; `undefined`: that of the calling actor's node. */
  readonly #node: string | undefined;

  private constructor(name: string, node: string | undefined) {
    this.name = name;
    this.#node = node;
  }

  /**
   * Starts the group on the calling actor's node.
   * @throws UsageError (`unknown-option`, `invalid-option`, `group-exists`)
   */
  static async start(options: GroupOptions): Promise<Group> {
    const config = completeOptions(options);
    const instance = new Instance(actingActor(), nodeHere(), config);
    addInstance(instance);
    try {
      await startTree(instance);
    } catch (error) {
      dropInstance(instance);
      throw error;
    }
    return new Group(config.name, undefined);
  }

  /** The group of a name, for those to whom nobody has handed what `start` gave. Whether it runs is seen when it is used. */
  static named(name: string): Group {
    return new Group(name, undefined);
  }

  /** The same group as seen from a node, for actors elsewhere: to read, to connect and disconnect it, to stop it. */
  on(node: NodeRef): Group {
    return new Group(this.name, nodeNameOf(node));
  }

  /**
   * Registers the calling actor. If it holds the key it changes the metadata.
   * @throws CallFailed (`timeout`: it may be registered nevertheless); UsageError (`invalid-key`, `invalid-meta`,
   *   `not-connected`)
   */
  async register(key: string, meta: GroupMeta, { cluster, timeout }: WriteOptions = {}): Promise<Registering> {
    const instance = this.#here("register");
    return (await write(instance, { op: "register", cluster, key, meta: copyMeta(meta) }, timeout)) as Registering;
  }

  /** Removes the registration of a key, which any actor of its holder's node may do. @throws as `register` does */
  async unregister(key: string, { cluster, timeout }: WriteOptions = {}): Promise<Unregistering> {
    const instance = this.#here("unregister");
    return (await write(instance, { op: "unregister", cluster, key, meta: NO_META }, timeout)) as Unregistering;
  }

  /** Has the calling actor join a key. If it has joined before it changes the metadata. @throws as `register` does */
  async join(
    key: string,
    meta: GroupMeta = NO_META,
    { cluster, timeout }: WriteOptions = {},
  ): Promise<{ readonly kind: "ok" }> {
    const instance = this.#here("join");
    await write(instance, { op: "join", cluster, key, meta: copyMeta(meta) }, timeout);
    return { kind: "ok" };
  }

  /** Has the calling actor leave a key. @throws as `register` does */
  async leave(key: string, { cluster, timeout }: WriteOptions = {}): Promise<Leaving> {
    const instance = this.#here("leave");
    return (await write(instance, { op: "leave", cluster, key, meta: NO_META }, timeout)) as Leaving;
  }

  /** Who is registered under a key. */
  lookup(key: string, { cluster, extractMeta }: ReadOptions = {}): Promise<Member | undefined> {
    return lookup(this.#there(), { cluster, key, extractMeta });
  }

  /** Who has joined a key, or any key with a prefix: `room/` stands for all that begin so. */
  members(keyOrPrefix: string, { cluster, extractMeta }: ReadOptions = {}): Promise<readonly Member[]> {
    return members(this.#there(), { cluster, key: keyOrPrefix, extractMeta });
  }

  /** How many `members` would give. */
  memberCount(keyOrPrefix: string, { cluster }: InCluster = {}): Promise<number> {
    return count(this.#there(), { what: "members", cluster, key: keyOrPrefix, isLocal: false });
  }

  /** How many of them are of this node. */
  localMemberCount(keyOrPrefix: string, { cluster }: InCluster = {}): Promise<number> {
    return count(this.#there(), { what: "members", cluster, key: keyOrPrefix, isLocal: true });
  }

  /** How many keys are registered. */
  registryCount({ cluster }: InCluster = {}): Promise<number> {
    return count(this.#there(), { what: "claims", cluster, key: undefined, isLocal: false });
  }

  /** How many of them by actors of this node. */
  localRegistryCount({ cluster }: InCluster = {}): Promise<number> {
    return count(this.#there(), { what: "claims", cluster, key: undefined, isLocal: true });
  }

  /** All that actors of this node are registered under or have joined, in every cluster. */
  localEntries(): Promise<readonly GroupEntry[]> {
    return entries(this.#there());
  }

  /**
   * Has the calling actor told of changes of a key, of all keys with a prefix, or of all keys: messages of kind `group`,
   * each with the events of one turn of one shard. The node need not be connected to the cluster.
   */
  async monitor(pattern: Pattern, { cluster }: InCluster = {}): Promise<void> {
    if (pattern !== ALL_KEYS) checkPattern(pattern);
    await setSubscription(this.#here("monitor"), cluster, pattern, true);
  }

  /** Ends a subscription, if there is one. */
  async demonitor(pattern: Pattern, { cluster }: InCluster = {}): Promise<void> {
    if (pattern !== ALL_KEYS) checkPattern(pattern);
    await setSubscription(this.#here("demonitor"), cluster, pattern, false);
  }

  /** Sends a message to the holder of a key, and to each of its members: twice to who is both. */
  async dispatch(key: string, message: unknown, { cluster }: InCluster = {}): Promise<void> {
    checkKey(key);
    await dispatch(this.#here("dispatch"), { cluster, key, message, isLocal: false });
  }

  /** The same for those of this node only. */
  async dispatchLocal(key: string, message: unknown, { cluster }: InCluster = {}): Promise<void> {
    checkKey(key);
    await dispatch(this.#here("dispatchLocal"), { cluster, key, message, isLocal: true });
  }

  /** Connects the node to clusters; to those to which it is connected it stays so, with its lease or without. */
  async connect(clusters: string | readonly string[], { timeout, ttl }: ConnectOptions = {}): Promise<void> {
    checkTtl(ttl);
    await connect(this.#there(), [clusters].flat(), ttl, timeout);
  }

  /** Disconnects the node from clusters: all that it knows of them goes. */
  async disconnect(
    clusters: string | readonly string[],
    { timeout }: Pick<ConnectOptions, "timeout"> = {},
  ): Promise<void> {
    await disconnect(this.#there(), [clusters].flat(), timeout);
  }

  /** Whether the node is connected to a cluster. */
  async isConnected(cluster: string): Promise<boolean> {
    checkCluster(cluster);
    const { topology } = this.#there();
    return (await readTopology(this.#there(), () => topology.isConnected(cluster))) ?? false;
  }

  /** The other nodes on which the group runs; or the nodes that are connected to a cluster, this one too. */
  async nodes(cluster?: string): Promise<readonly string[]> {
    if (cluster !== undefined) checkCluster(cluster);
    const { topology } = this.#there();
    return (await readTopology(this.#there(), () => topology.nodes(cluster))) ?? [];
  }

  /** When the lease of a connection ends; `undefined` for one without. */
  async leaseOf(cluster: string): Promise<{ readonly ttl: number; readonly expires: number } | undefined> {
    checkCluster(cluster);
    const { leases } = this.#there();
    return readTopology(this.#there(), () => leases.get(cluster));
  }

  /** How much the node logs from now on. @throws UsageError (`invalid-option`) */
  setLogLevel(level: LogLevel): void {
    checkLogLevel(level);
    this.#there().logLevel = level;
  }

  /** Ends the group on the node. Those who are in it live on. */
  async stop(): Promise<void> {
    const instance = this.#there();
    instance.touchServers(Access.read);
    const { supervisor } = instance;
    if (supervisor === undefined) throw new CallFailed({ path: this.name }, "noproc");
    await Supervisor.stop({ pid: supervisor.pid });
  }

  /** The servers of the shards on the node, to be suspended or ended in tests. */
  shards(): readonly Pid[] {
    const instance = this.#there();
    instance.touchServers(Access.read);
    return instance.shards.flatMap((shard) => (shard === undefined ? [] : [shard.pid]));
  }

  /** The server that connects the node to clusters, to be suspended or ended in tests. @throws CallFailed (`noproc`) */
  membership(): Pid {
    const instance = this.#there();
    instance.touchServers(Access.read);
    const { membership } = instance;
    if (membership === undefined) throw new CallFailed({ path: this.name }, "noproc");
    return membership.pid;
  }

  /** @throws UsageError (`no-group`) */
  #there(): Instance {
    return instanceOn(this.#node ?? nodeHere(), this.name);
  }

  /** @throws UsageError (`no-group`, `foreign-node`) */
  #here(what: string): Instance {
    const here = nodeHere();
    if (this.#node === undefined || this.#node === here) return instanceOn(here, this.name);
    throw new UsageError(
      `${what} acts for the calling actor, which is not on the node ${this.#node}. Call it from an actor of that node.`,
      { code: "foreign-node" },
    );
  }
}

const NO_META: GroupMeta = Object.freeze({});
