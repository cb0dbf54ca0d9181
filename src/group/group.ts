// The handle of a group. It acts for the calling actor, on that actor's node.

import { UsageError } from "../errors.ts";
import { actingActor, CallFailed } from "../kernel/index.ts";
import { Supervisor } from "../otp/index.ts";
import type { ChildSpec } from "../otp/index.ts";
import { Access } from "../trace/index.ts";
import type { Pid } from "../trace/index.ts";
import { connect, disconnect, write } from "./client/requests.ts";
import { dispatch } from "./client/dispatch.ts";
import { checkLogLevel, checkTtl, completeGroupOptions } from "./instance/options.ts";
import type { GroupOptions, LogLevel } from "./instance/options.ts";
import { Instance } from "./instance/instance.ts";
import { addInstance, dropInstance, instanceOn } from "./instance/instances.ts";
import { copyMeta } from "./tables/meta.ts";
import type { ExtractMeta, GroupMeta } from "./tables/meta.ts";
import { setSubscription } from "./client/subscribe.ts";
import { nodeHere, nodeNameOf } from "./instance/node-names.ts";
import type { NodeRef } from "./instance/node-names.ts";
import { checkCluster, checkKey, checkPattern } from "./tables/shard-key.ts";
import type { ClusterName } from "./tables/shard-key.ts";
import { count, entries, lookup, members } from "./client/queries.ts";
import type { GroupEntry, Member } from "./client/queries.ts";
import { readTopology } from "./client/read.ts";
import { ALL_KEYS } from "./instance/subscriptions.ts";
import type { Pattern } from "./instance/subscriptions.ts";
import { startTree } from "./supervision-tree.ts";

/** The cluster of an operation. */
export interface InCluster {
  /** The name of a cluster. Default, and for `null`: the default cluster, which all nodes are in. */
  readonly cluster?: string | null | undefined;
}

/** Options for writes. */
export interface WriteOptions extends InCluster {
  /** Virtual milliseconds. Default 5,000; with competing timers any finite one may fire in any call. */
  readonly timeout?: number;
}

/** Options for reads of metadata. */
export interface ReadOptions extends InCluster {
  /** Maps metadata to what is returned. Default: as the group's options say. */
  readonly extractMeta?: ExtractMeta;
}

/** Options for connecting and disconnecting. */
export interface ConnectOptions {
  /** Virtual milliseconds. Default 60,000. */
  readonly timeout?: number;
  /**
   * Virtual milliseconds after which a new connection ends unless an actor of the node is registered in the cluster, is
   * a member or monitors a key in it; if so it is checked again after the same time. Default: it stays.
   */
  readonly ttl?: number;
}

/** The result of a registration; `taken` when another actor holds the key, as far as is known on this node. */
export type Registering = { readonly kind: "ok" } | { readonly kind: "taken" };

/**
 * The result of an unregistration; `notRegistered` when no actor holds the key, `notOwner` when one of another node
 * holds it.
 */
export type Unregistering =
  | { readonly kind: "ok" }
  | { readonly kind: "notRegistered" }
  | { readonly kind: "notOwner" };

/** The result of leaving. */
export type Leaving = { readonly kind: "ok" } | { readonly kind: "notInGroup" };

/**
 * A registry and process groups shared by all nodes of a cluster, after Group for Elixir. Each node answers from its
 * own copy; changes are replicated asynchronously, and after a partition one of two holders of a key is ended with
 * reason `{ kind: "groupRegistryConflict", key, meta, winner }`. A handle serves actors of all nodes on which the group was
 * started. Once the group is stopped on a node, reads there return nothing, and everything else rejects with
 * `CallFailed` (`noproc`).
 * @example
 * const group = await Group.start({ name: "rooms" });
 * await group.join("room/42", { role: "player" });
 * await group.members("room/");
 */
export class Group {
  /** All keys of a cluster, for `monitor` and `demonitor`. */
  static readonly all: typeof ALL_KEYS = ALL_KEYS;
  /** Instances with the same name are one group. */
  readonly name: string;
  /** The node whose instance is used; `undefined`: the calling actor's node. */
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
    await open(options, Supervisor.start);
    return Group.named(options.name);
  }

  /**
   * Like `start`, linked to the caller, which the group ends with. `Group.start_link/1` in Elixir.
   * @throws as `start` does
   */
  static async startLink(options: GroupOptions): Promise<Group> {
    await open(options, Supervisor.startLink);
    return Group.named(options.name);
  }

  /**
   * The specification of a child of a Supervisor, which starts, restarts and shuts down the group on its node.
   * `Group.child_spec/1` in Elixir.
   */
  static childSpec(options: GroupOptions): ChildSpec {
    return {
      id: options.name,
      type: "supervisor",
      start: () => open(options, Supervisor.startLink),
    };
  }

  /** The group with a name, for actors without the result of `start`. Whether it runs is checked on use. */
  static named(name: string): Group {
    return new Group(name, undefined);
  }

  /** The same group as seen from a node, for actors elsewhere: to read, to connect and disconnect it, to stop it. */
  on(node: NodeRef): Group {
    return new Group(this.name, nodeNameOf(node));
  }

  /**
   * Registers the calling actor. If it holds the key already, its metadata is replaced.
   * @throws CallFailed (`timeout`: it may be registered nevertheless); UsageError (`invalid-key`, `invalid-meta`,
   * `not-connected`)
   */
  async register(key: string, meta: GroupMeta, { cluster, timeout }: WriteOptions = {}): Promise<Registering> {
    const instance = this.#localInstance("register");
    return (await write(
      instance,
      { op: "register", cluster: nameOf(cluster), key, meta: copyMeta(meta) },
      timeout,
    )) as Registering;
  }

  /** Unregisters a key; any actor on its holder's node may do so. @throws as `register` does */
  async unregister(key: string, { cluster, timeout }: WriteOptions = {}): Promise<Unregistering> {
    const instance = this.#localInstance("unregister");
    return (await write(
      instance,
      { op: "unregister", cluster: nameOf(cluster), key, meta: NO_META },
      timeout,
    )) as Unregistering;
  }

  /**
   * Joins the calling actor to a key. If it is a member already, its metadata is replaced. @throws as `register` does
   */
  async join(
    key: string,
    meta: GroupMeta = NO_META,
    { cluster, timeout }: WriteOptions = {},
  ): Promise<{ readonly kind: "ok" }> {
    const instance = this.#localInstance("join");
    await write(instance, { op: "join", cluster: nameOf(cluster), key, meta: copyMeta(meta) }, timeout);
    return { kind: "ok" };
  }

  /** Removes the calling actor from the members of a key. @throws as `register` does */
  async leave(key: string, { cluster, timeout }: WriteOptions = {}): Promise<Leaving> {
    const instance = this.#localInstance("leave");
    return (await write(instance, { op: "leave", cluster: nameOf(cluster), key, meta: NO_META }, timeout)) as Leaving;
  }

  /** The actor registered under a key. */
  lookup(key: string, { cluster, extractMeta }: ReadOptions = {}): Promise<Member | undefined> {
    return lookup(this.#instance(), { cluster: nameOf(cluster), key, extractMeta });
  }

  /** The members of a key, or of all keys with a prefix: `room/` stands for all keys that begin with it. */
  members(keyOrPrefix: string, { cluster, extractMeta }: ReadOptions = {}): Promise<readonly Member[]> {
    return members(this.#instance(), { cluster: nameOf(cluster), key: keyOrPrefix, extractMeta });
  }

  /** The number of members that `members` would return. */
  memberCount(keyOrPrefix: string, { cluster }: InCluster = {}): Promise<number> {
    return count(this.#instance(), { what: "members", cluster: nameOf(cluster), key: keyOrPrefix, isLocal: false });
  }

  /** The number of them on this node. */
  localMemberCount(keyOrPrefix: string, { cluster }: InCluster = {}): Promise<number> {
    return count(this.#instance(), { what: "members", cluster: nameOf(cluster), key: keyOrPrefix, isLocal: true });
  }

  /** The number of registered keys. */
  registryCount({ cluster }: InCluster = {}): Promise<number> {
    return count(this.#instance(), { what: "claims", cluster: nameOf(cluster), key: undefined, isLocal: false });
  }

  /** The number of keys registered by actors of this node. */
  localRegistryCount({ cluster }: InCluster = {}): Promise<number> {
    return count(this.#instance(), { what: "claims", cluster: nameOf(cluster), key: undefined, isLocal: true });
  }

  /** All registrations and memberships of actors of this node, in every cluster. */
  localEntries(): Promise<readonly GroupEntry[]> {
    return entries(this.#instance());
  }

  /**
   * Subscribes the calling actor to changes of a key, of all keys with a prefix, or of all keys: messages of kind
   * `group`, each with the events of one turn of one shard. The node need not be connected to the cluster.
   */
  async monitor(pattern: Pattern, { cluster }: InCluster = {}): Promise<void> {
    if (pattern !== ALL_KEYS) checkPattern(pattern);
    await setSubscription(this.#localInstance("monitor"), nameOf(cluster), pattern, true);
  }

  /** Ends a subscription, if there is one. */
  async demonitor(pattern: Pattern, { cluster }: InCluster = {}): Promise<void> {
    if (pattern !== ALL_KEYS) checkPattern(pattern);
    await setSubscription(this.#localInstance("demonitor"), nameOf(cluster), pattern, false);
  }

  /** Sends a message to the holder of a key, and to each of its members; an actor that is both receives it twice. */
  async dispatch(key: string, message: unknown, { cluster }: InCluster = {}): Promise<void> {
    checkKey(key);
    await dispatch(this.#localInstance("dispatch"), { cluster: nameOf(cluster), key, message, isLocal: false });
  }

  /** Like `dispatch`, for the holder and members on this node only. */
  async dispatchLocal(key: string, message: unknown, { cluster }: InCluster = {}): Promise<void> {
    checkKey(key);
    await dispatch(this.#localInstance("dispatchLocal"), { cluster: nameOf(cluster), key, message, isLocal: true });
  }

  /**
   * Connects the node to clusters; existing connections stay as they are, with or without a lease, and are found in the
   * table without a request. `null`, the default cluster, is always connected.
   */
  async connect(clusters: string | readonly string[] | null, { timeout, ttl }: ConnectOptions = {}): Promise<void> {
    checkTtl(ttl);
    await connect(this.#instance(), clusters === null ? [] : [clusters].flat(), ttl, timeout);
  }

  /** Disconnects the node from clusters and removes everything that it knows of them. */
  async disconnect(
    clusters: string | readonly string[],
    { timeout }: Pick<ConnectOptions, "timeout"> = {},
  ): Promise<void> {
    await disconnect(this.#instance(), [clusters].flat(), timeout);
  }

  /** Whether the node is connected to a cluster. */
  async isConnected(cluster: string | null): Promise<boolean> {
    if (cluster !== null) checkCluster(cluster);
    const { topology } = this.#instance();
    return (await readTopology(this.#instance(), () => topology.isConnected(nameOf(cluster)))) ?? false;
  }

  /** The other nodes on which the group runs; or the nodes that are connected to a cluster, this one included. */
  async nodes(cluster?: string | null): Promise<readonly string[]> {
    const name = nameOf(cluster);
    if (name !== undefined) checkCluster(name);
    const { topology } = this.#instance();
    return (await readTopology(this.#instance(), () => topology.nodes(name))) ?? [];
  }

  /**
   * The lease of a connection: its length (`ttl`), and when it `expires`, in virtual milliseconds; `undefined` for a
   * connection without one.
   */
  async leaseOf(cluster: string): Promise<{ readonly ttl: number; readonly expires: number } | undefined> {
    checkCluster(cluster);
    const { leases } = this.#instance();
    return readTopology(this.#instance(), () => leases.get(cluster));
  }

  /** Sets how much the node logs. @throws UsageError (`invalid-option`) */
  setLogLevel(level: LogLevel): void {
    checkLogLevel(level);
    this.#instance().logLevel = level;
  }

  /** Stops the group on the node. Its registered actors and members continue. */
  async stop(): Promise<void> {
    const instance = this.#instance();
    instance.touchServers(Access.read);
    const { supervisor } = instance;
    if (supervisor === undefined) throw new CallFailed({ path: this.name }, "noproc");
    await Supervisor.stop({ pid: supervisor.pid });
  }

  /** The servers of the shards on the node, to be suspended or ended in tests. */
  shards(): readonly Pid[] {
    const instance = this.#instance();
    instance.touchServers(Access.read);
    return instance.shards.flatMap((shard) => (shard === undefined ? [] : [shard.pid]));
  }

  /** The server that connects the node to clusters, to be suspended or ended in tests. @throws CallFailed (`noproc`) */
  membership(): Pid {
    const instance = this.#instance();
    instance.touchServers(Access.read);
    const { membership } = instance;
    if (membership === undefined) throw new CallFailed({ path: this.name }, "noproc");
    return membership.pid;
  }

  /** @throws UsageError (`no-group`) */
  #instance(): Instance {
    return instanceOn(this.#node ?? nodeHere(), this.name);
  }

  /** @throws UsageError (`no-group`, `foreign-node`) */
  #localInstance(what: string): Instance {
    const here = nodeHere();
    if (this.#node === undefined || this.#node === here) return instanceOn(here, this.name);
    throw new UsageError(
      `${what} acts for the calling actor, which is not on node ${this.#node}. Call it from an actor of that node.`,
      { code: "foreign-node" },
    );
  }
}

/** Starts a group on the calling actor's node. */
async function open(options: GroupOptions, start: typeof Supervisor.start): Promise<Pid> {
  const config = completeGroupOptions(options);
  const instance = new Instance(actingActor(), nodeHere(), config);
  addInstance(instance);
  try {
    return await startTree(instance, start);
  } catch (error) {
    dropInstance(instance);
    throw error;
  }
}

/** The name of a cluster as the tables know it. */
function nameOf(cluster: string | null | undefined): ClusterName {
  return cluster ?? undefined;
}

const NO_META: GroupMeta = Object.freeze({});
