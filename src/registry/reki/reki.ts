// Reki, after the registry of that name for Gleam: actors by key, started when they are first asked for, one for each key.

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

/** What `lookupOrStart` and its like may be told. */
export interface RekiCallOptions {
  /**
   * Virtual milliseconds to wait for a start. Default 5,000; with competing time it may strike in any call that starts
   * something. The start goes on: to ask again finds its actor.
   */
  readonly timeout?: number;
}

/** What the supervised registry may be told. */
export interface RekiChildOptions {
  /** Its id among the children of its supervisor. Default: the name of the Reki. */
  readonly id?: string;
}

/**
 * A description of a registry, made before the supervision tree that it runs in, and the handle to it. Keys are compared
 * as those of a `Map`. `Started` is what start functions give: a pid, or what starting a server gave.
 * @example
 * const reki = Reki.create<string, Pid>("users");
 * await Supervisor.start({ strategy: "oneForOne", children: [reki.supervised()] });
 * const user = await reki.lookupOrStart("user-123", () => spawnLink(serveUser));
 */
export class Reki<Key = unknown, Started extends Startable = Startable> {
  readonly #label: string;
  readonly #options: CompleteRekiOptions;
  readonly #home: Cell<RunningEntry | undefined>;

  private constructor(label: string, options: CompleteRekiOptions) {
    this.#label = label;
    this.#options = options;
    this.#home = cell<RunningEntry | undefined>(undefined, `${label}.home`);
  }

  /**
   * Describes a registry; starts nothing. It belongs to the execution that it is made in.
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

  /** A child for a supervisor: a supervisor of the factory, under which actors run, and the registry actor, `oneForAll`. */
  supervised({ id = this.#label }: RekiChildOptions = {}): ChildSpec {
    return { id, type: "supervisor", start: () => this.start() };
  }

  /**
   * Starts the same, linked to the caller.
   * @throws ChildStartFailed, for one that runs already, if the caller traps exits; else it ends with `shutdown`
   */
  start(): Promise<ServerRef<SupervisorProtocol>> {
    const label = this.#label;
    const options = this.#options;
    const home = this.#home;
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
            const plan = { label, options, factory: must(factory, "the factory is started first"), home };
            return GenServer.startLink(rekiModule, plan, { name: "registry" });
          },
        },
      ],
    });
  }

  /**
   * The actor of a key, started if there is none that lives. It may have ended by the time you use it. `start` runs in an
   * actor of its own, and has to link its actor to that one: `startLink`, `spawnLink`. It may ask for other keys; to ask for
   * the same one is a deadlock.
   * @throws what `start` throws, and nothing is stored; UsageError (`not-a-child`, `not-linked`, `actor-of-other-key`) for
   *   what it gives; CallFailed (`timeout`); RekiNotRunning
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
   * @throws AlreadyStarted when there is one, with its pid; and as `lookupOrStart`
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

  /** The actor of a key, if there is one that lives. @throws RekiNotRunning */
  async lookup(key: Key): Promise<Started | undefined> {
    const running = await this.#running();
    const entry = await this.#reading(running.table.get(key));
    return entry !== undefined && (await isAlive(entry.pid)) ? (entry.given as Started) : undefined;
  }

  /**
   * Shuts the actor of a key down. Its entry goes at once; nobody is started in its place before it has ended.
   * @returns whether there was one, once it has ended
   * @throws RekiNotRunning
   */
  async stop(key: Key): Promise<boolean> {
    const { pid } = await this.#running();
    const server: ServerRef<RekiProtocol> = { pid };
    return this.#reading(GenServer.call(server, { kind: "stop", key }));
  }

  /** How many entries there are; some may be of the dead. @throws RekiNotRunning */
  async count(): Promise<number> {
    return this.#reading((await this.#running()).table.size());
  }

  /** All entries, sorted by key; some may be of the dead. @throws RekiNotRunning */
  async toList(): Promise<readonly (readonly [key: Key, started: Started])[]> {
    const entries = await this.#reading((await this.#running()).table.entries());
    return entries.map(([key, { given }]) => [key as Key, given as Started]);
  }

  async #lookupOrStart(key: Key, start: () => unknown, { timeout = 5_000 }: RekiCallOptions): Promise<Found> {
    const running = await this.#running();
    const found = await entryIn(running, key);
    if (found !== undefined) return { entry: found, isNew: false };
    const owedBy = (): Actor | undefined => running.keeperOf(key);
    const request = { kind: "lookupOrStart", key, start: start as () => Startable } as const;
    const server: ServerRef<RekiProtocol> = { pid: running.pid };
    const answer = await this.#reading(GenServer.call(server, request, { timeout, owedBy }));
    if (answer.kind === "failed") throw answer.error;
    return answer;
  }

  async #running(): Promise<RunningEntry> {
    const running = await this.#home.read();
    if (running === undefined) throw new RekiNotRunning(this.#label, "noproc");
    return running;
  }

  /** Waits for what the registry actor has or does; says what it means that it has gone. */
  async #reading<T>(operation: Promise<T>): Promise<T> {
    try {
      return await operation;
    } catch (error) {
      if (error instanceof TableGone) throw new RekiNotRunning(this.#label, "noproc", { cause: error });
      if (!(error instanceof CallFailed) || error.reason === "timeout") throw error;
      throw new RekiNotRunning(this.#label, error.reason, { cause: error });
    }
  }
}

/** What the table has for a key, of an actor that lives. No table is a miss: only the registry actor makes it. */
async function entryIn({ table }: RunningEntry, key: unknown): Promise<RekiEntry | undefined> {
  try {
    const entry = await table.get(key);
    return entry !== undefined && (await isAlive(entry.pid)) ? entry : undefined;
  } catch (error) {
    if (error instanceof TableGone) return undefined;
    throw error;
  }
}
