// A minimal Reki: a table from keys to actors that all callers read, and a registry that starts missing actors and removes dead
// ones. Each scenario selects a defective part or provides one.

import { isAlive, join, monitor, receive, spawn } from "heddle";
import type { Pid } from "heddle";
import { table } from "heddle/memory";
import type { SetTable } from "heddle/memory";

import type { ClaimJournal } from "../support/claim-journal.ts";
import { shutDown } from "../support/quiescence.ts";
import { call, startServer } from "../support/server.ts";

/** Starts the actor of a key. */
export type Start = () => Promise<Pid>;

/** A request to the registry. */
export interface Wanted {
  readonly key: string;
  readonly start: Start;
}

/** The variable parts of a registry. */
export interface Traits {
  readonly rows: SetTable<string, Pid>;
  /** Whether a row is trusted, or its actor checked. Default `checked`. */
  readonly hit?: "believed" | "checked";
  /** The rows that a DOWN removes. Default: the row, if it still belongs to the dead actor. */
  readonly cleanup?: "the row of the dead" | "the row of its key";
  /** Where start functions run. Default: in the registry. */
  readonly run?: (start: Start) => Promise<Pid>;
}

/** The actors that serve keys in one execution. */
export class Crew {
  readonly pids: Pid[] = [];
  readonly #journal: ClaimJournal;

  constructor(journal: ClaimJournal) {
    this.#journal = journal;
  }

  /** The start function of a key. */
  starting(key: string): Start {
    return async () => {
      const pid = await spawn("worker", async () => {
        this.#journal.serves(key);
        await receive({ kind: "work" });
      });
      this.pids.push(pid);
      return pid;
    };
  }
}

/** Creates the table; the calling actor owns it. */
export function rowsByKey(): SetTable<string, Pid> {
  return table("rows");
}

/** Starts the registry. */
export function startRegistry(traits: Traits): Promise<Pid> {
  const { cleanup = "the row of the dead", rows, run = (start): Promise<Pid> => start() } = traits;
  return startServer<Wanted>("registry", () => {
    const keys = new Map<Pid, string>();
    return {
      async answer({ key, start }): Promise<Pid> {
        const found = await lookup(traits, key);
        if (found !== undefined) return found;
        const started = await run(start);
        await monitor(started);
        keys.set(started, key);
        await rows.insert(key, started);
        return started;
      },
      async down({ pid }): Promise<void> {
        const key = keys.get(pid) ?? "";
        if (cleanup === "the row of its key") await rows.delete(key);
        else await rows.deleteExact(key, pid);
      },
    };
  });
}

/** The row of a key. */
export async function lookup({ hit = "checked", rows }: Traits, key: string): Promise<Pid | undefined> {
  const found = await rows.get(key);
  if (found === undefined || hit === "believed") return found;
  return (await isAlive(found)) ? found : undefined;
}

/** The actor of a key, from the table or else from the registry. */
export async function lookupOrStart(traits: Traits, registry: Pid, wanted: Wanted): Promise<Pid> {
  return (await lookup(traits, wanted.key)) ?? (await call<Pid>(registry, wanted));
}

/** Stops a registry, which may be writing its table, and then its actors. */
export async function endRegistry(registry: Pid, actors: readonly Pid[]): Promise<void> {
  await shutDown(registry);
  await join(registry);
  await shutDown(...actors);
}

/** Whether the factory restarts dead actors. */
export type Restart = "temporary" | "transient";

/** Starts the actor that runs start functions. */
export function startFactory(restart: Restart): Promise<Pid> {
  return startServer<Start>("factory", () => {
    const starts = new Map<Pid, Start>();
    const run = async (start: Start): Promise<Pid> => {
      const pid = await start();
      await monitor(pid);
      starts.set(pid, start);
      return pid;
    };
    return {
      answer: run,
      async down({ pid }): Promise<void> {
        const start = starts.get(pid);
        if (restart === "transient" && start !== undefined) await run(start);
      },
    };
  });
}
