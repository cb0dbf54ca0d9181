// K16, anonymous registries: they have no name, so that their tables share one. The second of two registries finds the name of
// its table taken.
//
// Class: order violation. Depth 1.
// Smallest failing interleaving: alice's registry makes its table · bob's finds that it exists.
// It takes 0 deviations from the default schedule and 9 context switches.
// Must be found by: every strategy.
// The fixed version has no anonymous registries: each has its own name, and its table has the name of the registry.

import assert from "node:assert/strict";

import { join, P, receive, scenario, self, send, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";
import { table } from "heddle/memory";

import { shutDown } from "../support/quiescence.ts";

type Naming = "anonymous" | "named";

async function program(naming: Naming): Promise<void> {
  /** Named tables: name → owner. */
  const tables = table<string, Pid>("tables");
  const registries: Pid[] = [];

  async function create(name: string, at: number): Promise<void> {
    const creator = self();
    registries[at] = await spawn("registry", async () => {
      const hasStarted = await tables.insertNew(naming === "named" ? name : "reki", self());
      await send(creator, { kind: "registry", hasStarted });
      if (hasStarted) await receive({ kind: "request" });
    });
    const { hasStarted } = await receive({ kind: "registry", hasStarted: P.boolean });
    assert.ok(hasStarted, `KI6: the registry of ${creator.path} cannot start: there is a table of its name`);
  }

  const alice = await spawn("alice", () => create("users", 0));
  const bob = await spawn("bob", () => create("rooms", 1));
  await join(alice);
  await join(bob);
  await shutDown(...registries);
}

export const anonymousRegistries: Scenario = scenario({
  name: "k16-anonymous",
  summary: "two anonymous registries share the name of a table",
  expected: "violated",
  program: () => program("anonymous"),
});

export const anonymousRegistriesFixed: Scenario = scenario({
  name: "k16-anonymous-fixed",
  summary: "each registry has a name, and its table that name",
  expected: "passed",
  program: () => program("named"),
});
