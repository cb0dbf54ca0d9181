// Reki, after the registry of that name for Gleam: one actor per key, started on first use.

import { actingActor, isAlive } from "../../kernel/index.ts";
import type { Actor } from "../../kernel/index.ts";
import { must } from "../../errors.ts";
import { cell, TableGone } from "../../memory/index.ts";
import type { Cell } from "../../memory/index.ts";
import { AlreadyStarted, CallFailed, DynamicSupervisor, GenServer, Supervisor } from "../../otp/index.ts";
import type {
  ChildSpec,
  DynamicSupervisorProtocol,
  ServerRef,
  Startable,
  SupervisorProtocol,
} from "../../otp/index.ts";
import { RekiNotRunning } from "./not-running.ts";
import { completeRekiOptions } from "./options.ts";
import type { CompleteRekiOptions, RekiOptions } from "./options.ts";
import { rekiModule } from "./server.ts";
import type { RekiEntry, RekiProtocol, RunningEntry } from "./server.ts";

interface Found {
  readonly entry: RekiEntry;
  readonly isNew: boolean;
}

/** Options of `lookupOrStart` and `startNew`. */
export interface RekiCallOptions {
  /**
   * Virtual milliseconds to wait for a start. Default 5,000; with competing timers it may fire in any call that starts
   * an actor. The start continues: calling again finds its actor.
   */
  readonly timeout?: number;
}

/** Options of the supervised registry. */
export interface RekiChildOptions {
  /** Its id among the children of its supervisor. Default: the name of the Reki. */
  readonly id?: string;
}

/**
 * The description of a registry, after reki for Gleam, made before the supervision tree that it runs in, and the handle
 * to it. Keys are
 * compared like those of a `Map`. `Started` is the type that start functions return: a pid, or the result of starting a
 * server.
 * @example
 * const reki = Reki.create<string, Pid>("users");
 * await Supervisor.start({ strategy: "oneForOne", children: [reki.supervised()] });
 * const user = await reki.lookupOrStart("user-123", () => spawnLink(serveUser));
 */
export class Reki<Key = unknown, Started extends Startable = Startable> {
  readonly #label: string;
  readonly #options: CompleteRekiOptions;
  readonly #current: Cell<RunningEntry | undefined>;

  private constructor(label: string, options: CompleteRekiOptions) {
    this.#label = label;
    this.#options = options;
    this.#current = cell<RunningEntry | undefined>(undefined, `${label}.home`);
  }

  /**
   * Describes a registry; starts nothing. It belongs to the execution in which it is created.
   * @param name for traces. Default `reki`
   * @throws UsageError (`outside-execution`, `invalid-option`, `unknown-option`)
   */
  static create<Key = unknown, Started extends Startable = Startable>(
    name: string = "reki",
    options: RekiOptions = {},
  ): Reki<Key, Started> {
    // A description that outlived an execution would find its dead registry in the next one.
    actingActor();
    return new Reki(name, completeRekiOptions(name, options));
  }

  /** A child for a supervisor: the factory supervisor, under which actors run, and the registry actor, `oneForAll`. */
  supervised({ id = this.#label }: RekiChildOptions = {}): ChildSpec {
    return { id, type: "supervisor", start: () => this.start() };
  }

  /**
   * Starts the same, linked to the caller.
   * @throws ChildStartFailed, if it is already running and the caller traps exits; otherwise the caller ends with
   * `shutdown`
   */
  start(): Promise<ServerRef<SupervisorProtocol>> {
    const label = this.#label;
    const options = this.#options;
    const current = this.#current;
    let factory: ServerRef<DynamicSupervisorProtocol> | undefined;
    return Supervisor.startLink({
      name: label,
      strategy: "oneForAll",
      children: [
        {
          id: "factory",
          type: "supervisor",
          start: async () => {
            factory = await DynamicSupervisor.startLink({ name: "factory" });
            return factory;
          },
        },
        {
          id: "registry",
          start: () => {
            const plan = { label, options, factory: must(factory, "the factory is started first"), current };
            return GenServer.startLink(rekiModule, plan, { name: "registry" });
          },
        },
      ],
    });
  }

  /**
   * The actor of a key, started if no living one exists. It may have ended by the time you use it. `start` runs in an
   * actor of its own, and has to link its actor to that one: `startLink`, `spawnLink`. It may look up other keys;
   * looking up the same one is a deadlock.
   * @throws any error of `start`, and nothing is stored; UsageError (`not-a-child`, `not-linked`, `actor-of-other-key`)
   * for its result; CallFailed (`timeout`); RekiNotRunning
   */
  async lookupOrStart<Given extends Started = Started>(
    key: Key,
    start: () => Given | Promise<Given>,
    options: RekiCallOptions = {},
  ): Promise<Given> {
    return (await this.#lookupOrStart(key, start, options)).entry.given as Given;
  }

  /**
   * Starts the actor of a key.
   * @throws AlreadyStarted when one exists, with its pid; and as `lookupOrStart`
   */
  async startNew<Given extends Started = Started>(
    key: Key,
    start: () => Given | Promise<Given>,
    options: RekiCallOptions = {},
  ): Promise<Given> {
    const { entry, isNew } = await this.#lookupOrStart(key, start, options);
    if (!isNew) throw new AlreadyStarted(entry.pid);
    return entry.given as Given;
  }

  /** The living actor of a key, if there is one. @throws RekiNotRunning */
  async lookup(key: Key): Promise<Started | undefined> {
    const running = await this.#running();
    const entry = await this.#mapErrors(running.table.get(key));
    return entry !== undefined && (await isAlive(entry.pid)) ? (entry.given as Started) : undefined;
  }

  /**
   * Shuts the actor of a key down. Its entry is removed at once; no other actor is started for the key before it has
   * ended.
   * @returns whether there was one, once it has ended
   * @throws RekiNotRunning
   */
  async stop(key: Key): Promise<boolean> {
    const { pid } = await this.#running();
    const server: ServerRef<RekiProtocol> = { pid };
    return this.#mapErrors(GenServer.call(server, { kind: "stop", key }));
  }

  /** The number of entries, including those of actors that have ended. @throws RekiNotRunning */
  async count(): Promise<number> {
    return this.#mapErrors((await this.#running()).table.size());
  }

  /** All entries, sorted by key, including those of actors that have ended. @throws RekiNotRunning */
  async toList(): Promise<readonly (readonly [key: Key, started: Started])[]> {
    const entries = await this.#mapErrors((await this.#running()).table.entries());
    return entries.map(([key, { given }]) => [key as Key, given as Started]);
  }

  async #lookupOrStart(key: Key, start: () => unknown, { timeout = 5_000 }: RekiCallOptions): Promise<Found> {
    const running = await this.#running();
    const found = await entryIn(running, key);
    if (found !== undefined) return { entry: found, isNew: false };
    const owedBy = (): Actor | undefined => running.starterOf(key);
    const request = { kind: "lookupOrStart", key, start: start as () => Startable } as const;
    const server: ServerRef<RekiProtocol> = { pid: running.pid };
    const reply = await this.#mapErrors(GenServer.call(server, request, { timeout, owedBy }));
    if (reply.kind === "failed") throw reply.error;
    return reply;
  }

  async #running(): Promise<RunningEntry> {
    const running = await this.#current.read();
    if (running === undefined) throw new RekiNotRunning(this.#label, "noproc");
    return running;
  }

  /** Awaits an operation on the registry actor or its table, and maps the error when it has ended. */
  async #mapErrors<T>(operation: Promise<T>): Promise<T> {
    try {
      return await operation;
    } catch (error) {
      if (error instanceof TableGone) throw new RekiNotRunning(this.#label, "noproc", { cause: error });
      if (!(error instanceof CallFailed) || error.reason === "timeout") throw error;
      throw new RekiNotRunning(this.#label, error.reason, { cause: error });
    }
  }
}

/**
 * The entry of a key in the table, if its actor lives. A missing table is a miss: only the registry actor creates it.
 */
async function entryIn({ table }: RunningEntry, key: unknown): Promise<RekiEntry | undefined> {
  try {
    const entry = await table.get(key);
    return entry !== undefined && (await isAlive(entry.pid)) ? entry : undefined;
  } catch (error) {
    if (error instanceof TableGone) return undefined;
    throw error;
  }
}
