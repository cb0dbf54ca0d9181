// K4, the stolen table: a caller that finds no table creates one, as reki did. This happens between the removal of the registry's
// table and the start of the next registry, which finds the name taken and cannot start, however often its supervisor retries.
//
// Class: order violation. Depth 1.
// Smallest failing interleaving: caller makes the named table · registry finds that it exists, twice.
// It takes 0 deviations from the default schedule and 7 context switches.
// Must be found by: every strategy.
// The fixed version lets only the registry create the table; for a caller, no table is a miss.

import assert from "node:assert/strict";

import { join, P, receive, scenario, self, send, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";
import { cell, table } from "heddle/memory";
import type { SetTable } from "heddle/memory";

import { shutDown } from "../support/quiescence.ts";

type Maker = "the registry" | "whoever comes first";

interface Named {
  readonly owner: Pid;
  readonly rows: SetTable<string, Pid>;
}

/** The main actor is the supervisor, which starts the registry at most twice. */
async function program(maker: Maker): Promise<void> {
  const named = cell<Named | undefined>(undefined, "named");
  const supervisor = self();

  async function makeTable(): Promise<boolean> {
    return named.compareAndSet(undefined, { owner: self(), rows: table("rows") });
  }

  const caller = await spawn("caller", async () => {
    if (maker === "whoever comes first") await makeTable();
    const found = await named.read();
    await found?.rows.get("db");
    await receive({ kind: "work" });
  });

  for (let attempt = 1; ; attempt += 1) {
    const registry = await spawn("registry", async () => {
      const hasStarted = await makeTable();
      await send(supervisor, { kind: "registry", hasStarted });
      if (hasStarted) await receive({ kind: "request" });
    });
    const { hasStarted } = await receive({ kind: "registry", hasStarted: P.boolean });
    if (hasStarted) {
      await shutDown(caller);
      await join(caller);
      await shutDown(registry);
      return;
    }
    const owner = (await named.read())?.owner.path ?? "nobody";
    assert.ok(attempt < 2, `KI6: the registry cannot start: its table belongs to ${owner}`);
  }
}

export const stolenTable: Scenario = scenario({
  name: "k4-stolen-table",
  summary: "a caller makes the table that the registry is about to make",
  expected: "violated",
  program: () => program("whoever comes first"),
});

export const stolenTableFixed: Scenario = scenario({
  name: "k4-stolen-table-fixed",
  summary: "only the registry makes the table",
  expected: "passed",
  program: () => program("the registry"),
});
