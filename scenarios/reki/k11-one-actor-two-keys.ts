// K11, one actor under two keys: the start function of web returns the actor of db if there is one. The registry records one key
// for each actor, so that after the exit of the actor the other key belongs to a dead actor forever.
//
// Class: order violation. Depth 1.
// Smallest failing interleaving: bob has db started · alice's start function for web finds it · it is killed · DOWN(worker)
//   removes web.
// It takes 1 deviation from the default schedule and 20 context switches.
// Must be found by: every strategy.
// The fixed version records all keys of an actor.

import { join, kill, monitor, scenario, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";

import { ClaimJournal } from "../support/claim-journal.ts";
import { Crew, lookup, rowsByKey } from "./plain-reki.ts";
import type { Wanted } from "./plain-reki.ts";
import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";
import { call, startServer } from "../support/server.ts";

type Memory = "all keys" | "the last key";

async function program(memory: Memory): Promise<void> {
  const journal = new ClaimJournal();
  const crew = new Crew(journal);
  const rows = rowsByKey();
  const registry = await startServer<Wanted>("registry", () => {
    const keys = new Map<Pid, readonly string[]>();
    return {
      async answer({ key, start }): Promise<Pid> {
        const pid = await start();
        if (!keys.has(pid)) await monitor(pid);
        keys.set(pid, memory === "all keys" ? [...(keys.get(pid) ?? []), key] : [key]);
        await rows.insert(key, pid);
        return pid;
      },
      async down({ pid }): Promise<void> {
        for (const key of keys.get(pid) ?? []) await rows.deleteExact(key, pid);
      },
    };
  });

  const db: Wanted = { key: "db", start: crew.starting("db") };
  const web: Wanted = {
    key: "web",
    start: async () => (await lookup({ rows }, "db")) ?? (await crew.starting("web")()),
  };
  const alice = await spawn("alice", () => call(registry, web));
  const bob = await spawn("bob", () => call(registry, db));
  await join(alice);
  await join(bob);
  for (const pid of crew.pids) {
    await kill(pid);
    await join(pid);
    journal.dead(pid);
  }
  await quiescence();
  journal.expectNoGhosts(await rows.entries());
  await shutDown(registry);
}

export const oneActorTwoKeys: Scenario = scenario({
  name: "k11-one-actor-two-keys",
  summary: "an actor with two keys is forgotten under one only",
  expected: "violated",
  program: () => program("the last key"),
  options: LAZY,
});

export const oneActorTwoKeysFixed: Scenario = scenario({
  name: "k11-one-actor-two-keys-fixed",
  summary: "an actor is forgotten under all its keys",
  expected: "passed",
  program: () => program("all keys"),
  options: LAZY,
});
