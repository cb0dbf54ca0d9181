// K12, a key that is a pid: one table holds both the rows from keys to actors and those from actors to keys. A request for a key
// that is the pid of an actor returns that actor's key.
//
// Class: type confusion. Depth 1.
// Smallest failing interleaving: the registry notes the key of worker · caller asks for the key worker and is given "db".
// It takes 0 deviations from the default schedule and 5 context switches.
// Must be found by: every strategy.
// The fixed version has two tables.

import { join, monitor, P, Pid, receive, scenario, self, send, spawn } from "heddle";
import type { Scenario } from "heddle";
import { table } from "heddle/memory";

import { ClaimJournal } from "../support/claim-journal.ts";
import { endRegistry } from "./plain-reki.ts";
import { call, startServer } from "../support/server.ts";

type Tables = "one" | "two";

async function program(tables: Tables): Promise<void> {
  const journal = new ClaimJournal();
  const workers: Pid[] = [];
  const actors = table<unknown, unknown>("actors");
  const keys = tables === "one" ? actors : table<unknown, unknown>("keys");
  const registry = await startServer<unknown>("registry", () => ({
    async answer(key): Promise<unknown> {
      const found = await actors.get(key);
      if (found !== undefined) return found;
      const pid = await spawn("worker", () => receive({ kind: "work" }));
      workers.push(pid);
      await monitor(pid);
      await actors.insert(key, pid);
      await send(main, { kind: "registered", pid });
      await keys.insert(pid, key);
      return pid;
    },
  }));

  const main = self();
  const starter = await spawn("starter", () => call(registry, "db"));
  const { pid } = await receive({ kind: "registered", pid: P.instanceOf(Pid) });
  // A reader that finds the worker may use its pid as a key, for example for a companion actor.
  journal.asks(pid.path);
  journal.given(pid.path, (await actors.get(pid)) ?? pid);
  await join(starter);
  await endRegistry(registry, workers);
}

export const keyIsAPid: Scenario = scenario({
  name: "k12-key-is-a-pid",
  summary: "who asks for a key that is a pid is given a key",
  expected: "violated",
  program: () => program("one"),
});

export const keyIsAPidFixed: Scenario = scenario({
  name: "k12-key-is-a-pid-fixed",
  summary: "keys and actors have a table each",
  expected: "passed",
  program: () => program("two"),
});
