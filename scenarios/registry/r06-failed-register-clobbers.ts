// R6, a failed register clobbers the reverse index: an actor tries to register a key twice. One attempt fails and is undone, and
// the undo removes the record of the successful attempt. Nothing cleans up when the actor dies.
//
// Class: atomicity violation. Depth 2.
// Smallest failing interleaving: holder gives the key back · worker's two attempts write a record each · one wins the
//   key, the other loses to it · the loser's undo removes both records · worker ends · the janitor finds none.
// It takes 0 deviations from the default schedule and 14 context switches.
// Must be found by: random and pct of depth 3.
// The fixed version undoes exactly the record of the attempt. In both versions a kill may hit the worker at any point.

import { join, kill, receive, scenario, self, send, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";

import { ClaimJournal } from "../support/claim-journal.ts";
import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";
import { startJanitor, twoTables } from "../support/two-tables.ts";
import type { OwnedKey, TwoTables } from "../support/two-tables.ts";

type Undo = "its own record" | "records of the key";

/** Registers the calling actor; whether it succeeded. */
async function register({ owners, owned }: TwoTables, key: string, undo: Undo): Promise<boolean> {
  const record: OwnedKey = { key };
  await owned.insert(self(), record);
  if (await owners.insertNew(key, self())) return true;
  await owned.deleteExact(self(), undo === "its own record" ? record : (other): boolean => other.key === key);
  return false;
}

async function unregister({ owners, owned }: TwoTables, key: string): Promise<void> {
  await owners.deleteExact(key, self());
  await owned.deleteExact(self(), (record) => record.key === key);
}

async function program(undo: Undo): Promise<void> {
  const journal = new ClaimJournal();
  const tables = twoTables();
  const main: Pid = self();

  const holder = await spawn("holder", async () => {
    await register(tables, "db", undo);
    await send(main, { kind: "ready" });
    await unregister(tables, "db");
  });
  await receive({ kind: "ready" });
  const worker = await spawn("worker", async () => {
    await Promise.all([register(tables, "db", undo), register(tables, "db", undo)]);
  });
  const janitor = await startJanitor(tables, [holder, worker]);
  await kill(worker);
  await join(worker);
  journal.dead(worker);
  await quiescence();
  journal.expectNoGhosts(await tables.owners.entries());
  await shutDown(janitor);
}

export const failedRegisterClobbers: Scenario = scenario({
  name: "r6-failed-register-clobbers",
  summary: "undoing a failed register removes the cleanup record of one that succeeded",
  expected: "violated",
  program: () => program("records of the key"),
  options: LAZY,
});

export const failedRegisterClobbersFixed: Scenario = scenario({
  name: "r6-failed-register-clobbers-fixed",
  summary: "a failed register undoes exactly what it wrote",
  expected: "passed",
  program: () => program("its own record"),
  options: LAZY,
});
