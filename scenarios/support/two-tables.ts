// The two tables of a registry in the style of Elixir: the owner of each key, and the keys of each owner. Callers write both; a
// janitor removes the rows of dead actors.

import { monitor, receive, spawn } from "heddle";
import type { Pid } from "heddle";
import { table } from "heddle/memory";
import type { BagTable, SetTable } from "heddle/memory";

/** A row of the second table. Each is a separate object, so that it identifies one attempt to register. */
export interface OwnedKey {
  readonly key: string;
}

/** The tables. */
export interface TwoTables {
  /** key → owner */
  readonly owners: SetTable<string, Pid>;
  /** owner → keys; used by the janitor */
  readonly owned: BagTable<Pid, OwnedKey>;
}

/** Creates the tables; the calling actor owns them. */
export function twoTables(): TwoTables {
  return { owners: table("owners"), owned: table("owned", { type: "bag" }) };
}

/** Starts the actor that cleans up after `pids`. */
export function startJanitor({ owners, owned }: TwoTables, pids: readonly Pid[]): Promise<Pid> {
  return spawn("janitor", async () => {
    for (const pid of pids) await monitor(pid);
    for (;;) {
      const { pid } = await receive({ kind: "down" });
      for (const { key } of await owned.take(pid)) await owners.deleteExact(key, pid);
    }
  });
}
