// The handle of a registry. Queries read the tables, in the calling actor; registrations are written by a server or by
// the caller, depending on the architecture.

import type { P } from "ts-pattern";

import { UsageError } from "../../errors.ts";
import { checkOptionNames } from "../../options.ts";
import { actingActor, actorOf, isAlive, self, shield, stateOf } from "../../kernel/index.ts";
import { GenServer } from "../../otp/index.ts";
import type { ChildSpec, Protocol, ServerRef, ViaName } from "../../otp/index.ts";
import type { Pid } from "../../trace/index.ts";
import { inParallel } from "./dispatch.ts";
import type { RegistryRow } from "./indexes.ts";
import { LINKS } from "./links.ts";
import type { LockRequest } from "./locks.ts";
import { partitionModule } from "./partition-server.ts";
import type { PartitionProtocol } from "./partition-server.ts";
import { Partitions } from "./partitions.ts";
import type { Partition } from "./partitions.ts";
import { Reader } from "./reader.ts";
import { checkListeners, completeRegistryOptions } from "./options.ts";
import type { RegistryOptions } from "./options.ts";
import { matcherOf, NO_MATCH, selectorOf } from "./selection.ts";
import type { RegistrySelection } from "./selection.ts";
import { existing } from "./unknown-registry.ts";
import { Writer } from "./writer.ts";
import type { Registered } from "./writer.ts";

/** One registration as returned by `select`. */
export interface Registration<Key, Value> {
  /** Its key. */
  readonly key: Key;
  /** The registered actor; it may have exited. */
  readonly pid: Pid;
  /** The value that it registered. */
  readonly value: Value;
}

/** The registrations under one key: pids and values. */
export type Entries<Value> = readonly (readonly [pid: Pid, value: Value])[];

/** The result of `meta`: the `value`, or `error` when there is none. */
export type RegistryMeta = { readonly kind: "ok"; readonly value: unknown } | { readonly kind: "error" };

/** The result of `updateValue`: the new `value` and the `previous` one; `error` when the caller does not hold the key. */
export type Updated<Value> =
  | { readonly kind: "ok"; readonly value: Value; readonly previous: Value }
  | { readonly kind: "error" };

/** Options of a registration. */
export interface RegisterOptions {
  /** The actor that is registered. Default: the caller. */
  readonly owner?: Pid;
}

/** Options of a dispatch. */
export interface DispatchOptions<Extra extends readonly unknown[]> {
  /** Further arguments of the callback. Default: none. */
  readonly extra?: Extra;
  /**
   * Whether the callback runs in a separate actor for each partition with entries: of a registry with duplicate keys and
   * several partitions; of others it always runs in the caller. Default `false`.
   */
  readonly parallel?: boolean;
}

/**
 * A registry, after Elixir's `Registry` and Lockstep's: maps keys to actors and removes those that have ended. Keys are compared like those of a `Map`. The
 * cleanup is asynchronous: until it has run, `lookup` may return dead pids. An actor that has ended never blocks a
 * unique key. Its actors are exempt from faults. Once they have ended, all operations reject with `UnknownRegistry`.
 * With several partitions a query that concerns more than one of them reads them one by one. `Served` is the protocol of
 * the servers that `via` names.
 * @example
 * const registry = await Registry.start<string, number>({ keys: "unique" });
 * await registry.register("db", 1);
 */
export class Registry<Key = unknown, Value = unknown, Served extends Protocol = Protocol> {
  readonly #partitions: Partitions;
  readonly #reader: Reader;
  /** Set where callers write themselves. */
  readonly #writer: Writer | undefined;
  readonly #label: string;
  readonly #isUnique: boolean;

  private constructor(partitions: Partitions, writer: Writer | undefined, label: string, isUnique: boolean) {
    this.#partitions = partitions;
    this.#reader = new Reader(partitions);
    this.#writer = writer;
    this.#label = label;
    this.#isUnique = isUnique;
  }

  /**
   * Starts a registry that is linked to nobody.
   * @throws UsageError (`unknown-option`, `invalid-option`, `dead-listener`)
   */
  static start<Key = unknown, Value = unknown, Served extends Protocol = Protocol>(
    options: RegistryOptions = {},
  ): Promise<Registry<Key, Value, Served>> {
    return Registry.#start<Key, Value, Served>(options, GenServer.start);
  }

  /**
   * Starts a registry that is linked to the caller, and ends with it. `Registry.start_link/1` in Elixir.
   * @throws as `start` does
   */
  static startLink<Key = unknown, Value = unknown, Served extends Protocol = Protocol>(
    options: RegistryOptions = {},
  ): Promise<Registry<Key, Value, Served>> {
    return Registry.#start<Key, Value, Served>(options, GenServer.startLink);
  }

  /** The specification of a child of a Supervisor. `Registry.child_spec/1` in Elixir. */
  static childSpec(options: RegistryOptions = {}): ChildSpec {
    return { id: options.name ?? "registry", type: "supervisor", start: () => Registry.startLink(options) };
  }

  /**
   * The registry that an actor represents: a registry is its pid.
   * @throws UsageError (`not-a-registry`, `outside-execution`)
   */
  static from<Key = unknown, Value = unknown, Served extends Protocol = Protocol>(
    pid: Pid,
  ): Registry<Key, Value, Served> {
    const registry = registriesHere().get(pid);
    if (registry !== undefined) return registry as Registry<Key, Value, Served>;
    throw new UsageError(`${String(pid)} is not the pid of a registry of this execution. Pass registry.pid.`, {
      code: "not-a-registry",
    });
  }

  static async #start<Key, Value, Served extends Protocol>(
    options: RegistryOptions,
    start: typeof GenServer.start,
  ): Promise<Registry<Key, Value, Served>> {
    const plan = completeRegistryOptions(options);
    const { architecture, keys, label, listeners } = plan;
    // Without listeners the spawn happens in the caller's own turn, and so is shown at the caller's line.
    if (listeners.length > 0) await checkListeners(plan);
    const partitions = new Partitions(plan);
    await start(partitionModule, { ...plan, partitions }, { name: label });
    const isUnique = keys === "unique";
    const writer =
      architecture === "shared" ? new Writer({ partitions, isUnique, watch: LINKS, listeners }) : undefined;
    const registry = new Registry<Key, Value, Served>(partitions, writer, label, isUnique);
    registriesHere().set(registry.pid, registry);
    return registry;
  }

  /** Its first actor, which represents the registry. */
  get pid(): Pid {
    return this.#partitions.first.pid;
  }

  /**
   * Ends the registry. Registered actors continue; of a `shared` one they are linked to it, and end with the reason
   * `shutdown` unless they trap exits.
   */
  async stop(): Promise<void> {
    await this.#existing(GenServer.stop(this.pid, this.#writer === undefined ? "normal" : "shutdown"));
  }

  /**
   * Registers the calling actor. In a unique registry this fails if a living actor, even the caller, holds the key, and
   * replaces a dead holder; in a duplicate one it always succeeds. `Registry.register/3` in Elixir.
   * @throws UsageError (`unknown-option`; `only-own-registrations` for another owner in a `shared` registry, where
   * whoever registers is linked to it)
   */
  register(key: Key, value: Value, options: RegisterOptions = {}): Promise<Registered> {
    checkOptionNames(options, ["owner"], "register");
    const { owner } = options;
    const pid = owner === undefined ? self() : actorOf(owner).pid;
    if (this.#writer !== undefined) {
      if (pid !== self()) throw onlyOwn(this.#label);
      return this.#existing(this.#writer.register(key, value, pid));
    }
    const server = serverOf(this.#partitions.ofRow(key, pid));
    const request = { kind: "register", key, value, ...(owner === undefined ? {} : { owner }) } as const;
    return this.#existing(GenServer.call(server, request));
  }

  /**
   * Removes all registrations of the calling actor under `key`; those of other actors stay. `Registry.unregister/2` in
   * Elixir.
   */
  unregister(key: Key): Promise<void> {
    return this.#unregister(key, () => true);
  }

  /**
   * Removes the registrations of the calling actor under `key` whose values match. `Registry.unregister_match/4` in
   * Elixir.
   * @throws UsageError (`malformed-pattern`)
   */
  unregisterMatch(key: Key, pattern: P.Pattern<Value>): Promise<void> {
    return this.#unregister(key, matcherOf(pattern as P.Pattern<unknown>));
  }

  /** The actors registered under `key`, the oldest first; some may be dead. `Registry.lookup/2` in Elixir. */
  async lookup(key: Key): Promise<Entries<Value>> {
    return entriesOf(await this.#existing(this.#reader.rowsOf(key)));
  }

  /**
   * The holder of a unique key; `undefined` when there is none, or it is dead. `Registry.whereis_name/1` in Elixir.
   * @throws UsageError (`not-unique`)
   */
  async whereis(key: Key): Promise<Pid | undefined> {
    this.#requireUnique("whereis");
    const [holder] = await this.#existing(this.#reader.rowsOf(key));
    return holder !== undefined && (await isAlive(holder.pid)) ? holder.pid : undefined;
  }

  /** The values with which `pid` is registered under `key`. `Registry.values/3` in Elixir. */
  async values(key: Key, pid: Pid): Promise<readonly Value[]> {
    const entries = await this.lookup(key);
    return entries.filter(([holder]) => holder === pid).map(([, value]) => value);
  }

  /**
   * Replaces the value of the calling actor's unique key by the result of `change`. If another task of the same actor
   * changes it meanwhile, `change` is called again. `Registry.update_value/3` in Elixir.
   * @throws UsageError (`not-unique`); any error of `change`
   */
  async updateValue(key: Key, change: (value: Value) => Value | Promise<Value>): Promise<Updated<Value>> {
    this.#requireUnique("updateValue");
    const { byKey } = this.#partitionOf(key);
    for (;;) {
      const [row] = await this.#existing(byKey.get(key));
      if (row === undefined || row.pid !== self()) return { kind: "error" };
      const previous = row.value as Value;
      const value = await change(previous);
      // Exactly this row: the caller may have been replaced meanwhile.
      if (await this.#existing(byKey.replaceExact(key, row, row.with(value)))) return { kind: "ok", value, previous };
    }
  }

  /**
   * Calls `deliver` in the calling actor, unless `parallel`, with the result of `lookup`, and then `extra`: once for each partition that
   * has entries, and so not at all when there are none. Its errors and rejections are propagated. It works on a copy,
   * since registrations may change meanwhile. `Registry.dispatch/4` in Elixir.
   */
  async dispatch<Extra extends readonly unknown[] = []>(
    key: Key,
    deliver: (entries: Entries<Value>, ...extra: Extra) => unknown,
    { extra = [] as unknown as Extra, parallel = false }: DispatchOptions<Extra> = {},
  ): Promise<void> {
    const groups = await this.#existing(this.#reader.groupsOf(key));
    const deliveries = groups.map((rows) => async (): Promise<void> => {
      await deliver(entriesOf(rows), ...extra);
    });
    if (parallel && this.#partitions.isSpread) await inParallel(deliveries);
    else for (const delivery of deliveries) await delivery();
  }

  /** The number of registrations. `Registry.count/1` in Elixir. */
  count(): Promise<number> {
    return this.#existing(this.#reader.count());
  }

  /**
   * The keys of `pid`, once for each registration, the oldest first; may include a registration in progress.
   * `Registry.keys/2` in Elixir.
   */
  async keys(pid: Pid): Promise<readonly Key[]> {
    return (await this.#existing(this.#reader.keysOf(pid))) as readonly Key[];
  }

  /**
   * The entries of a key whose values match a ts-pattern pattern. `Registry.match/4` in Elixir.
   * @throws UsageError (`malformed-pattern`)
   * @example await registry.match("worker", { load: P.number.lt(10) })
   */
  async match(key: Key, pattern: P.Pattern<Value>): Promise<Entries<Value>> {
    const isMatch = matcherOf(pattern as P.Pattern<unknown>);
    return (await this.lookup(key)).filter(([, value]) => isMatch(value));
  }

  /** The number of entries that `match` would return. `Registry.count_match/4` in Elixir. */
  async countMatch(key: Key, pattern: P.Pattern<Value>): Promise<number> {
    return (await this.match(key, pattern)).length;
  }

  /**
   * All registrations that match a ts-pattern pattern over `{ key, pid, value }`, or one of several, sorted by key
   * within each partition. Guards are `P.when`; a pattern with `P.select` returns its selections. A pattern with a
   * literal key reads that key only. `Registry.select/2` in Elixir.
   * @param project maps each selection. Default: the selections of the pattern, or the registration itself if it has
   *   none
   * @throws UsageError (`malformed-pattern`)
   * @example await registry.select<string>({ value: P.number.gt(1), key: P.select() })
   */
  select<Selected = Registration<Key, Value>>(selection: RegistrySelection): Promise<readonly Selected[]>;
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what a pattern selects is the caller's to say
  select<Projected, Selected = Registration<Key, Value>>(
    selection: RegistrySelection,
    project: (selected: Selected) => Projected,
  ): Promise<readonly Projected[]>;
  async select(
    selection: RegistrySelection,
    project: (selected: never) => unknown = (selected: unknown) => selected,
  ): Promise<readonly unknown[]> {
    const select = selectorOf(selection);
    const rows = await this.#existing(this.#reader.candidates(selection));
    const selected = rows.map(({ key, pid, value }) => select({ key, pid, value }));
    return selected.filter((each) => each !== NO_MATCH).map((each) => project(each as never));
  }

  /**
   * The number of registrations that `select` would return. `Registry.count_select/2` in Elixir.
   * @throws UsageError (`malformed-pattern`)
   */
  async countSelect(selection: RegistrySelection): Promise<number> {
    return (await this.select(selection)).length;
  }

  /** A piece of metadata. `Registry.meta/2` in Elixir. */
  async meta(key: unknown): Promise<RegistryMeta> {
    const found = await this.#existing(this.#partitions.first.meta.get(key));
    return found === undefined ? { kind: "error" } : { kind: "ok", value: found.value };
  }

  /**
   * Stores a piece of metadata; keys of metadata and of registrations are separate. `Registry.put_meta/3` in Elixir.
   */
  putMeta(key: unknown, value: unknown): Promise<void> {
    return this.#existing(this.#partitions.first.meta.insert(key, { value }));
  }

  /** Removes a piece of metadata, if it is there. `Registry.delete_meta/2` in Elixir. */
  deleteMeta(key: unknown): Promise<void> {
    return this.#existing(this.#partitions.first.meta.delete(key));
  }

  /**
   * Runs `body` in the calling actor while no other actor holds the lock of this name; names of locks and keys are
   * separate. Waiters get it in request order; it is released however `body`, or its actor, ends. Not reentrant: taking
   * it again within `body` is a deadlock, and is reported as one. `Registry.lock/3` in Elixir.
   * @throws any error of `body`
   */
  async lock<T>(key: unknown, body: () => T | Promise<T>): Promise<T> {
    const partition = this.#partitions.ofLock(key);
    const server = serverOf(partition);
    const owedBy = (): ReturnType<typeof partition.locks.holderOf> => partition.locks.holderOf(key);
    const request: LockRequest = { key };
    try {
      await this.#existing(GenServer.call(server, { kind: "lock", request }, { owedBy }));
      return await body();
    } finally {
      // Also when the caller was cancelled: it may live on for long, and the lock may be about to be granted to it.
      await shield(() => GenServer.cast(server, { kind: "unlock", request }));
    }
  }

  /**
   * A unique key as a name for `GenServer`, which knows the messages of `Served`. The via tuples of Elixir.
   * @param value the value with which the server is registered; default `undefined`
   * @throws UsageError (`not-unique`)
   */
  via(key: Key, value?: Value): ViaName<Served> {
    this.#requireUnique("via");
    return {
      label: `${this.#label}[${String(key)}]`,
      registerName: async () => (await this.register(key, value as Value)).kind === "ok",
      whereisName: () => this.whereis(key),
      unregisterName: () => this.unregister(key),
    };
  }

  async #unregister(key: Key, isMatch: (value: unknown) => boolean): Promise<void> {
    if (this.#writer !== undefined) return this.#existing(this.#writer.unregister(key, self(), isMatch));
    const server = serverOf(this.#partitionOf(key));
    const failure = await this.#existing(GenServer.call(server, { kind: "unregister", key, isMatch }));
    if (failure !== undefined) throw failure.error;
  }

  /** The partition of the calling actor's registrations under a key. */
  #partitionOf(key: Key): Partition {
    return this.#partitions.ofRow(key, self());
  }

  #existing<T>(operation: Promise<T>): Promise<T> {
    return existing(this.pid, operation);
  }

  #requireUnique(what: string): void {
    if (this.#isUnique) return;
    throw new UsageError(`${what} needs unique keys, but the registry ${this.#label} has duplicate keys.`, {
      code: "not-unique",
    });
  }
}

const REGISTRIES = Symbol("registries");

/** The registries of the execution, by the pids that represent them. */
function registriesHere(): Map<Pid, unknown> {
  return stateOf<Map<Pid, unknown>>(actingActor().execution, REGISTRIES, () => new Map());
}

function serverOf({ pid }: Partition): ServerRef<PartitionProtocol> {
  return { pid };
}

function entriesOf<Value>(rows: readonly RegistryRow[]): Entries<Value> {
  return rows.map(({ pid, value }) => [pid, value as Value]);
}

function onlyOwn(label: string): UsageError {
  return new UsageError(
    `The registry ${label} is shared: actors write it themselves and are linked to it, so each registers itself. Call ` +
      'register in the owner, or start the registry with architecture: "server".',
    { code: "only-own-registrations" },
  );
}
