// R21, an update resurrects the dead: an owner reads its row, computes a new value and sends it to a writer. It is killed before
// the write, a successor takes over the key, and the write replaces its row with the dead owner's.
//
// Class: atomicity violation (read, then write). Depth 2.
// Smallest failing interleaving: owner sends its update to the writer · the kill reaches owner · successor takes over · the
//   writer writes.
// It takes 5 deviations from the default schedule and 10 context switches.
// Must be found by: every strategy.
// The fixed version writes only if the row is still the one that was read.

import { isAlive, join, kill, receive, scenario, self, send, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";
import { table } from "heddle/memory";

import { ClaimJournal } from "../support/claim-journal.ts";
import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";

type Write = "always" | "if unchanged";

interface Row {
  readonly owner: Pid;
  readonly value: number;
}

interface Update {
  readonly kind: "update";
  readonly seen: Row;
  readonly value: number;
}

async function program(write: Write): Promise<void> {
  const journal = new ClaimJournal();
  const owners = table<string, Row>("owners");

  const writer = await spawn("writer", async () => {
    for (;;) {
      const { seen, value } = await receive<Update>();
      const row: Row = { owner: seen.owner, value };
      if (write === "always") await owners.insert("db", row);
      else await owners.replaceExact("db", seen, row);
    }
  });
  const owner = await spawn("owner", async () => {
    const row: Row = { owner: self(), value: 1 };
    await owners.insertNew("db", row);
    await send(writer, { kind: "update", seen: row, value: row.value + 1 } satisfies Update);
    await receive({ kind: "work" });
  });
  await kill(owner);
  await join(owner);
  journal.dead(owner);

  const successor = await spawn("successor", async () => {
    journal.asks("db");
    for (;;) {
      const held = await owners.get("db");
      if (held !== undefined && (await isAlive(held.owner))) return;
      if (held !== undefined) await owners.deleteExact("db", held);
      if (await owners.insertNew("db", { owner: self(), value: 7 })) break;
    }
    journal.granted("db");
    await receive({ kind: "work" });
  });
  await quiescence();
  const found = await owners.get("db");
  journal.expectFound("db", found === undefined ? [] : [found.owner]);
  await shutDown(successor, writer);
}

export const updateResurrects: Scenario = scenario({
  name: "r21-update-resurrects",
  summary: "the update of a dead owner overwrites its successor",
  expected: "violated",
  program: () => program("always"),
  options: LAZY,
});

export const updateResurrectsFixed: Scenario = scenario({
  name: "r21-update-resurrects-fixed",
  summary: "an update is written only over the row that it was made from",
  expected: "passed",
  program: () => program("if unchanged"),
  options: LAZY,
});
