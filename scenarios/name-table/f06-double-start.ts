// F6, a double start: two clients find no actor under a name; each starts an actor and registers it, and the one that is refused
// lives on without a name.
//
// Class: atomicity violation (check, then act). Depth 2.
// Smallest failing interleaving: alice finds nobody · bob finds nobody · both start a server, and both servers serve.
// It takes 1 deviation from the default schedule and 2 context switches.
// Must be found by: every strategy.
// In the fixed version registration decides: a server registers itself before it serves, and exits if it is refused.

import { join, receive, scenario, self, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";
import { NameTable } from "heddle/registry";

import { ClaimJournal } from "../support/claim-journal.ts";
import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";

type Arbiter = "the client" | "the table";

async function program(arbiter: Arbiter): Promise<void> {
  const journal = new ClaimJournal();
  const names = new NameTable();
  const servers: Pid[] = [];

  async function server(): Promise<void> {
    servers.push(self());
    if (arbiter === "the table" && !(await names.register("db", self()))) return;
    journal.serves("db");
    await receive("end");
  }

  async function client(): Promise<void> {
    if ((await names.whereis("db")) !== undefined) return;
    const started = await spawn("server", server);
    if (arbiter === "the client") await names.register("db", started);
  }

  const alice = await spawn("alice", client);
  const bob = await spawn("bob", client);
  await join(alice);
  await join(bob);
  await quiescence();
  // In a fixed order: the order in which they started is irrelevant.
  await shutDown(...servers.toSorted((one, two) => (one.path < two.path ? -1 : 1)));
}

export const doubleStart: Scenario = scenario({
  name: "f6-double-start",
  summary: "two clients find nobody, and two actors serve one name",
  expected: "violated",
  program: () => program("the client"),
  options: LAZY,
});

export const doubleStartFixed: Scenario = scenario({
  name: "f6-double-start-fixed",
  summary: "a server serves only if the table gave it the name",
  expected: "passed",
  program: () => program("the table"),
  options: LAZY,
});
