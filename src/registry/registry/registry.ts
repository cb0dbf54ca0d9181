// The handle of a registry. Questions are answered from the tables, in the calling actor; registrations are written by a
// server or by the caller, as its architecture says.

import type { P } from "ts-pattern";

import { UsageError } from "../../errors.ts";
import { isAlive, self, shield } from "../../kernel/index.ts";
import { GenServer } from "../../otp/index.ts";
import type { ServerRef, ViaName } from "../../otp/index.ts";
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
import { checkListeners, completeOptions } from "./options.ts";
import type { RegistryOptions } from "./options.ts";
import { matcherOf, NO_MATCH, selectorOf } from "./selection.ts";
import type { RegistrySelection } from "./selection.ts";
import { existing } from "./unknown-registry.ts";
import { Writer } from "./writer.ts";
import type { Registered } from "./writer.ts";

/** One registration as `select` gives it. */
export interface Registration<Key, Value> {
  readonly key: Key;
  readonly pid: Pid;
  readonly value: Value;
}

/** Registrations under one key: who, and with which value. */
export type Entries<Value> = readonly (readonly [pid: Pid, value: Value])[];

/** What `meta` finds. */
export type RegistryMeta = { readonly kind: "ok"; readonly value: unknown } | { readonly kind: "error" };

/** What `updateValue` did; `error` when the calling actor does not hold the key. */
export type Updated<Value> =
  | { readonly kind: "ok"; readonly value: Value; readonly previous: Value }
  | { readonly kind: "error" };

/** What a dispatch may be told. */
export interface DispatchOptions<Extra extends readonly unknown[]> {
  /** Further arguments of the callback. Default: none. */
  readonly extra?: Extra;
  /** Whether each partition with entries gets an actor of its own in which the callback runs. Default `false`. */
  readonly parallel?: boolean;
}

/**
 * A registry: keys to actors, kept clean of those that have ended. Keys are compared as those of a `Map`. It hears of an
 * end later than it happens: until then `lookup` may give dead pids. An actor that has ended never keeps another from its
 * unique key. Faults spare its actors. Once they have ended, all operations reject with `UnknownRegistry`. With several
 * partitions a question that concerns more than one of them is answered by one after the other.
 * @example
 * const registry = await Registry.start<string, number>({ keys: "unique" });
 * await registry.register("db", 1);
 */
export class Registry<Key = unknown, Value = unknown> {
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
   * Starts a registry.
   * @throws UsageError (`unknown-option`, `invalid-option`, `dead-listener`)
   */
  static async start<Key = unknown, Value = unknown>(options: RegistryOptions = {}): Promise<Registry<Key, Value>> {
    const plan = completeOptions(options);
    const { architecture, keys, label, listeners } = plan;
    // Without listeners the spawn is called in the caller's own turn, and so is shown at the caller's line.
    if (listeners.length > 0) await checkListeners(plan);
    const partitions = new Partitions(plan);
    await GenServer.start(partitionModule, { ...plan, partitions }, { name: label });
    const isUnique = keys === "unique";
    const writer =
      architecture === "shared" ? new Writer({ partitions, isUnique, watch: LINKS, listeners }) : undefined;
    return new Registry(partitions, writer, label, isUnique);
  }

  /** Its first actor, which stands for the whole. */
  get pid(): Pid {
    return this.#partitions.first.pid;
  }

  /** Ends the registry; registrants live on. */
  async stop(): Promise<void> {
    await this.#existing(GenServer.stop(this.pid));
  }

  /**
   * Registers the calling actor. In a unique registry a living holder, the caller too, makes it fail, and a dead one
   * is replaced; in a duplicate one it always succeeds.
   */
  register(key: Key, value: Value): Promise<Registered> {
    if (this.#writer !== undefined) return this.#existing(this.#writer.register(key, value, self()));
    return this.#existing(GenServer.call(serverOf(this.#home(key)), { kind: "register", key, value }));
  }

  /** Removes all registrations of the calling actor under `key`; those of others stay. */
  unregister(key: Key): Promise<void> {
    return this.#unregister(key, () => true);
  }

  /**
   * Removes those registrations of the calling actor under `key` whose values match.
   * @throws UsageError (`malformed-pattern`)
   */
  unregisterMatch(key: Key, pattern: P.Pattern<Value>): Promise<void> {
    return this.#unregister(key, matcherOf(pattern as P.Pattern<unknown>));
  }

  /** Who is registered under `key`, the oldest first; some may be dead. */
  async lookup(key: Key): Promise<Entries<Value>> {
    return entriesOf(await this.#existing(this.#reader.rowsOf(key)));
  }

  /**
   * Who holds a unique key; `undefined` when nobody does, or the holder is dead.
   * @throws UsageError (`not-unique`)
   */
  async whereis(key: Key): Promise<Pid | undefined> {
    this.#requireUnique("whereis");
    const [holder] = await this.#existing(this.#reader.rowsOf(key));
    return holder !== undefined && (await isAlive(holder.pid)) ? holder.pid : undefined;
  }

  /** The values with which `pid` is registered under `key`. */
  async values(key: Key, pid: Pid): Promise<readonly Value[]> {
    const entries = await this.lookup(key);
    return entries.filter(([holder]) => holder === pid).map(([, value]) => value);
  }

  /**
   * Replaces the value of the calling actor's unique key by what `change` makes of it. If another task of the same actor
   * changes it meanwhile, `change` is asked again.
   * @throws UsageError (`not-unique`); what `change` throws
   */
  async updateValue(key: Key, change: (value: Value) => Value | Promise<Value>): Promise<Updated<Value>> {
    this.#requireUnique("updateValue");
    const { byKey } = this.#home(key);
    for (;;) {
      const [row] = await this.#existing(byKey.get(key));
      if (row === undefined || row.pid !== self()) return { kind: "error" };
      const previous = row.value as Value;
      const value = await change(previous);
      // This row and no other: the caller may have been replaced meanwhile.
      if (await this.#existing(byKey.replaceExact(key, row, row.with(value)))) return { kind: "ok", value, previous };
    }
  }

  /**
   * Calls `deliver` in the calling actor with what `lookup` gives, and then `extra`: once for each partition that has
   * entries, and so not at all when there are none. What it throws, or rejects with, comes back. Registrations may change
   * meanwhile: it works on a copy.
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
    if (parallel) await inParallel(deliveries);
    else for (const delivery of deliveries) await delivery();
  }

  /** How many registrations there are. */
  count(): Promise<number> {
    return this.#existing(this.#reader.count());
  }

  /** The keys of `pid`, once for each registration, the oldest first; a registration under way may show already. */
  async keys(pid: Pid): Promise<readonly Key[]> {
    return (await this.#existing(this.#reader.keysOf(pid))) as readonly Key[];
  }

  /**
   * The entries of a key whose values match a ts-pattern pattern.
   * @throws UsageError (`malformed-pattern`)
   * @example await registry.match("worker", { load: P.number.lt(10) })
   */
  async match(key: Key, pattern: P.Pattern<Value>): Promise<Entries<Value>> {
    const isMatch = matcherOf(pattern as P.Pattern<unknown>);
    return (await this.lookup(key)).filter(([, value]) => isMatch(value));
  }

  /** How many entries `match` would give. */
  async countMatch(key: Key, pattern: P.Pattern<Value>): Promise<number> {
    return (await this.match(key, pattern)).length;
  }

  /**
   * All registrations that match a ts-pattern pattern over `{ key, pid, value }`, or one of several, sorted by key within
   * each partition. Guards are `P.when`; a pattern with `P.select` gives what it selects. A pattern that names its key
   * reads that key only.
   * @param project what to make of each. Default: what the pattern selects, the registration itself if nothing
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
   * How many registrations `select` would give.
   * @throws UsageError (`malformed-pattern`)
   */
  async countSelect(selection: RegistrySelection): Promise<number> {
    return (await this.select(selection)).length;
  }

  /** A piece of metadata. */
  async meta(key: unknown): Promise<RegistryMeta> {
    const found = await this.#existing(this.#partitions.first.meta.get(key));
    return found === undefined ? { kind: "error" } : { kind: "ok", value: found.value };
  }

  /** Stores a piece of metadata; keys of metadata and of registrations are apart. */
  putMeta(key: unknown, value: unknown): Promise<void> {
    return this.#existing(this.#partitions.first.meta.insert(key, { value }));
  }

  /** Removes a piece of metadata, if it is there. */
  deleteMeta(key: unknown): Promise<void> {
    return this.#existing(this.#partitions.first.meta.delete(key));
  }

  /**
   * Runs `body` in the calling actor while nobody else holds the lock of this name; names of locks and keys are apart.
   * Those who wait get it in the order in which they asked; it is free again however `body`, or its actor, ends. Not
   * reentrant: to take it again within `body` is a deadlock, and is reported as one.
   * @throws what `body` throws
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
      // Also when the caller was cancelled: it may live on for long, and the lock may be about to be its own.
      await shield(() => GenServer.cast(server, { kind: "unlock", request }));
    }
  }

  /**
   * A unique key as a name for `GenServer`.
   * @param value what the server is registered with; default `undefined`
   * @throws UsageError (`not-unique`)
   */
  via(key: Key, value?: Value): ViaName {
    this.#requireUnique("via");
    return {
      label: `${this.#label}[${String(key)}]`,
      registerName: async () => (await this.register(key, value as Value)).kind === "ok",
      whereisName: () => this.whereis(key),
      unregisterName: () => this.unregister(key),
    };
  }

  #unregister(key: Key, isMatch: (value: unknown) => boolean): Promise<void> {
    if (this.#writer !== undefined) return this.#existing(this.#writer.unregister(key, self(), isMatch));
    return this.#existing(GenServer.call(serverOf(this.#home(key)), { kind: "unregister", key, isMatch }));
  }

  /** Where the calling actor's registrations under a key are. */
  #home(key: Key): Partition {
    return this.#partitions.ofRow(key, self());
  }

  #existing<T>(operation: Promise<T>): Promise<T> {
    return existing(this.pid, operation);
  }

  #requireUnique(what: string): void {
    if (this.#isUnique) return;
    throw new UsageError(
      `${what} needs one holder for each key, but the registry ${this.#label} takes duplicate keys.`,
      {
        code: "not-unique",
      },
    );
  }
}

function serverOf({ pid }: Partition): ServerRef<PartitionProtocol> {
  return { pid };
}

function entriesOf<Value>(rows: readonly RegistryRow[]): Entries<Value> {
  return rows.map(({ pid, value }) => [pid, value as Value]);
}
