// The handle of a registry. Registering and unregistering are calls to its server; lookups and the other questions read
// the tables from the calling actor, as with Elixir's Registry.

import { must, UsageError } from "../errors.ts";
import { isAlive } from "../kernel/index.ts";
import { GenServer } from "../otp/index.ts";
import type { ServerRef, ViaName } from "../otp/index.ts";
import type { Pid } from "../trace/index.ts";
import type { Indexes } from "./indexes.ts";
import { registrarModule } from "./registrar.ts";
import type { Registered, RegistrarProtocol } from "./registrar.ts";
import { matcherOf } from "./selection.ts";
import type { Selection } from "./selection.ts";
import { existing } from "./unknown-registry.ts";

/** What a registry may be told. */
export interface RegistryOptions {
  /** `unique` (default): one holder for each key; `duplicate`: any number of registrations for each key. */
  readonly keys?: "unique" | "duplicate";
  /** Its name in traces. Default `registry`. */
  readonly name?: string;
  /** Metadata from the start. Default: none. */
  readonly meta?: Readonly<Record<string, unknown>>;
}

/** One registration as `select` gives it. */
export interface Registration<Key, Value> {
  readonly key: Key;
  readonly pid: Pid;
  readonly value: Value;
}

/** Registrations under one key: who, and with which value. */
export type Entries<Value> = readonly (readonly [pid: Pid, value: Value])[];

/** What `meta` finds. */
export type Meta = { readonly kind: "ok"; readonly value: unknown } | { readonly kind: "error" };

const OPTIONS: readonly string[] = ["keys", "name", "meta"];

/**
 * A registry: keys to actors, kept clean of those that have ended. Keys are compared as those of a `Map`. It hears of an
 * end by a monitor, later than the end: until then `lookup` may give dead pids. An actor that has ended never
 * keeps another from its unique key. Faults spare the server. Once the server has ended, all operations reject with
 * `UnknownRegistry`; registrants live on.
 * @example
 * const registry = await Registry.start<string, number>({ keys: "unique" });
 * await registry.register("db", 1);
 */
export class Registry<Key = unknown, Value = unknown> {
  readonly #server: ServerRef<RegistrarProtocol>;
  readonly #indexes: Indexes;
  readonly #label: string;
  readonly #isUnique: boolean;

  private constructor(server: ServerRef<RegistrarProtocol>, indexes: Indexes, label: string, isUnique: boolean) {
    this.#server = server;
    this.#indexes = indexes;
    this.#label = label;
    this.#isUnique = isUnique;
  }

  /**
   * Starts a registry.
   * @throws UsageError (`unknown-option`, `invalid-option`)
   */
  static async start<Key = unknown, Value = unknown>(options: RegistryOptions = {}): Promise<Registry<Key, Value>> {
    checkOptions(options);
    const { keys = "unique", name: label = "registry", meta = {} } = options;
    let opened: Indexes | undefined;
    const onOpen = (indexes: Indexes): void => {
      opened = indexes;
    };
    const server = await GenServer.start(registrarModule, { keys, label, meta, onOpen }, { name: label });
    return new Registry(server, must(opened, "a registry's init opens its tables"), label, keys === "unique");
  }

  /** The server. */
  get pid(): Pid {
    return this.#server.pid;
  }

  /**
   * Registers the calling actor. In a unique registry a living holder, the caller too, makes it fail, and a dead one
   * is replaced; in a duplicate one it always succeeds.
   */
  register(key: Key, value: Value): Promise<Registered> {
    return existing(this.pid, GenServer.call(this.#server, { kind: "register", key, value }));
  }

  /** Removes all registrations of the calling actor under `key`; those of others stay. */
  unregister(key: Key): Promise<void> {
    return existing(this.pid, GenServer.call(this.#server, { kind: "unregister", key }));
  }

  /** Who is registered under `key`, the oldest first; some may be dead. */
  async lookup(key: Key): Promise<Entries<Value>> {
    const rows = await existing(this.pid, this.#indexes.byKey.get(key));
    return rows.map(({ pid, value }) => [pid, value as Value]);
  }

  /**
   * Who holds a unique key; `undefined` when nobody does, or the holder is dead.
   * @throws UsageError (`not-unique`)
   */
  async whereis(key: Key): Promise<Pid | undefined> {
    this.#requireUnique("whereis");
    const [holder] = await existing(this.pid, this.#indexes.byKey.get(key));
    return holder !== undefined && (await isAlive(holder.pid)) ? holder.pid : undefined;
  }

  /** The values with which `pid` is registered under `key`. */
  async values(key: Key, pid: Pid): Promise<readonly Value[]> {
    const entries = await this.lookup(key);
    return entries.filter(([holder]) => holder === pid).map(([, value]) => value);
  }

  /**
   * Calls `deliver` in the calling actor with what `lookup` gives, and then `extra`; not at all when that is empty.
   * What it throws, or rejects with, comes back. Registrations may change meanwhile: it works on a copy.
   */
  async dispatch<Extra extends readonly unknown[]>(
    key: Key,
    deliver: (entries: Entries<Value>, ...extra: Extra) => unknown,
    ...extra: Extra
  ): Promise<void> {
    const entries = await this.lookup(key);
    if (entries.length > 0) await deliver(entries, ...extra);
  }

  /** How many registrations there are. */
  count(): Promise<number> {
    return existing(this.pid, this.#indexes.byKey.size());
  }

  /** The keys of `pid`, once for each registration, the oldest first; a registration under way may show already. */
  async keys(pid: Pid): Promise<readonly Key[]> {
    const rows = await existing(this.pid, this.#indexes.byPid.get(pid));
    return rows.map(({ key }) => key as Key);
  }

  /**
   * All registrations that match a ts-pattern pattern over `{ key, pid, value }`, or one of several, sorted by key.
   * @param project what to make of each; default: the registration itself
   * @throws UsageError (`malformed-pattern`)
   * @example await registry.select({ value: P.number.gt(1) }, ({ key }) => key)
   */
  select(selection: Selection): Promise<readonly Registration<Key, Value>[]>;
  select<Projected>(
    selection: Selection,
    project: (registration: Registration<Key, Value>) => Projected,
  ): Promise<readonly Projected[]>;
  async select(
    selection: Selection,
    project: (registration: Registration<Key, Value>) => unknown = (registration) => registration,
  ): Promise<readonly unknown[]> {
    const isMatch = matcherOf(selection);
    const entries = await existing(this.pid, this.#indexes.byKey.entries());
    const rows = entries.map(([, row]) => row).filter(isMatch);
    return rows.map(({ key, pid, value }) => project({ key: key as Key, pid, value: value as Value }));
  }

  /** A piece of metadata. */
  async meta(key: unknown): Promise<Meta> {
    const found = await existing(this.pid, this.#indexes.meta.get(key));
    return found === undefined ? { kind: "error" } : { kind: "ok", value: found.value };
  }

  /** Stores a piece of metadata; keys of metadata and of registrations are apart. */
  putMeta(key: unknown, value: unknown): Promise<void> {
    return existing(this.pid, this.#indexes.meta.insert(key, { value }));
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

function checkOptions(options: RegistryOptions): void {
  const unknown = Object.keys(options).find((option) => !OPTIONS.includes(option));
  if (unknown !== undefined) {
    throw new UsageError(`A registry has no option "${unknown}". Known are ${OPTIONS.join(", ")}.`, {
      code: "unknown-option",
    });
  }
  const { keys = "unique", name = "", meta = {} } = options as Readonly<Record<string, unknown>>;
  if (keys !== "unique" && keys !== "duplicate") throw invalid("keys", `"unique" or "duplicate"`, keys);
  if (typeof name !== "string") throw invalid("name", "a text", name);
  if (typeof meta !== "object" || meta === null) throw invalid("meta", "an object", meta);
}

function invalid(option: string, expected: string, value: unknown): UsageError {
  return new UsageError(`The option ${option} of a registry is ${expected}, but got ${String(value)}.`, {
    code: "invalid-option",
  });
}
