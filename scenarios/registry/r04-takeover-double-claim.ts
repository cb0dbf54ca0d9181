// R4, double claim by takeover: two claimants see the same dead holder; the second deletes what it assumes to be the dead
// holder's row and is in fact the first claimant's. Callers write the shared table themselves, as in Elixir's Registry.
//
// Class: atomicity violation (check, then act). Depth 2.
// Smallest failing interleaving: alice and bob find the dead owner · alice deletes its row and inserts hers · bob
//   deletes the row of the key, which is alice's, and inserts his.
// It takes 1 deviation from the default schedule and 10 context switches.
// Must be found by: random and pct of depth 3.
// The fixed version deletes exactly the row that it has seen and inserts only if there is none, in a loop.

import { isAlive, join, receive, scenario, self, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";
import { table } from "heddle/memory";
import type { SetTable } from "heddle/memory";

import { ClaimJournal } from "../support/claim-journal.ts";
import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";

type Eviction = "the row of the key" | "the row it has seen";

/** Claims a key for the calling actor; whether it succeeded. */
async function register(owners: SetTable<string, Pid>, key: string, eviction: Eviction): Promise<boolean> {
  while (!(await owners.insertNew(key, self()))) {
    const holder = await owners.get(key);
    if (holder === undefined) continue;
    if (await isAlive(holder)) return false;
    if (eviction === "the row of the key") await owners.delete(key);
    else await owners.deleteExact(key, holder);
  }
  return true;
}

async function program(eviction: Eviction): Promise<void> {
  const journal = new ClaimJournal();
  const owners = table<string, Pid>("owners");

  async function claimant(): Promise<void> {
    journal.asks("db");
    if (!(await register(owners, "db", eviction))) return;
    journal.granted("db");
    await receive({ kind: "work" });
  }

  const owner = await spawn("owner", () => register(owners, "db", eviction));
  await join(owner);
  journal.dead(owner);
  const alice = await spawn("alice", claimant);
  const bob = await spawn("bob", claimant);
  await quiescence();
  const found = await owners.get("db");
  journal.expectFound("db", found === undefined ? [] : [found]);
  await shutDown(alice, bob);
}

export const takeoverDoubleClaim: Scenario = scenario({
  name: "r4-takeover-double-claim",
  summary: "two claimants evict the same dead holder and both own the key",
  expected: "violated",
  program: () => program("the row of the key"),
  options: LAZY,
});

export const takeoverDoubleClaimFixed: Scenario = scenario({
  name: "r4-takeover-double-claim-fixed",
  summary: "a claimant evicts exactly the row that it has seen",
  expected: "passed",
  program: () => program("the row it has seen"),
  options: LAZY,
});
