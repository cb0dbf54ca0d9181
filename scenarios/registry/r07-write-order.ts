// R7, the write order of two indexes: a worker writes the owner of the key and is killed before it has written its own cleanup
// record. The row stays forever.
//
// Class: order violation under a crash. Depth 2.
// Smallest failing interleaving: worker inserts db → worker · the kill reaches the worker · DOWN(worker) reaches the
//   janitor, which finds no record of it.
// It takes 1 deviation from the default schedule and 7 context switches.
// Must be found by: every strategy.
// The fixed version writes the record first, so that every visible row can be cleaned up.

import { join, kill, scenario, self, spawn } from "heddle";
import type { Scenario } from "heddle";

import { ClaimJournal } from "../support/claim-journal.ts";
import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";
import { startJanitor, twoTables } from "../support/two-tables.ts";
import type { OwnedKey, TwoTables } from "../support/two-tables.ts";

type First = "the key" | "the record";

/** Registers the calling actor; whether it succeeded. */
async function register({ owners, owned }: TwoTables, key: string, first: First): Promise<boolean> {
  const record: OwnedKey = { key };
  if (first === "the record") await owned.insert(self(), record);
  const isNew = await owners.insertNew(key, self());
  if (first === "the key" && isNew) await owned.insert(self(), record);
  if (first === "the record" && !isNew) await owned.deleteExact(self(), record);
  return isNew;
}

async function program(first: First): Promise<void> {
  const journal = new ClaimJournal();
  const tables = twoTables();
  const worker = await spawn("worker", () => register(tables, "db", first));
  const janitor = await startJanitor(tables, [worker]);
  await kill(worker);
  await join(worker);
  journal.dead(worker);
  await quiescence();
  journal.expectNoGhosts(await tables.owners.entries());
  await shutDown(janitor);
}

export const writeOrder: Scenario = scenario({
  name: "r7-write-order",
  summary: "a worker killed between two writes leaves a row that nothing removes",
  expected: "violated",
  program: () => program("the key"),
  options: LAZY,
});

export const writeOrderFixed: Scenario = scenario({
  name: "r7-write-order-fixed",
  summary: "the cleanup record is written before the row that it is for",
  expected: "passed",
  program: () => program("the record"),
  options: LAZY,
});
