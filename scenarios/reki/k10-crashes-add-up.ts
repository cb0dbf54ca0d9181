// K10, crashes add up: two actors crash, six seconds apart. The factory tolerates one restart in five seconds, but counts crashes
// at the time of notification: it is notified of both at once, gives up, and the actors of all keys exit with it.
//
// Class: order violation. Depth 1.
// Smallest failing interleaving: db is killed · six seconds pass · DOWN(db) reaches the factory · DOWN(web) does · it ends
//   with log, which has not crashed.
// It takes 1 deviation from the default schedule and 18 context switches.
// Must be found by: every strategy.
// The fixed version starts temporary actors, whose crashes do not count.

import assert from "node:assert/strict";

import { isAlive, join, kill, monitor, now, receive, scenario, sleep, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";

import type { Restart } from "./plain-reki.ts";
import { shutDown } from "../support/quiescence.ts";

async function program(restart: Restart): Promise<void> {
  const actors: Pid[] = [];
  const start = async (name: string): Promise<Pid> => {
    const pid = await spawn(name, () => receive({ kind: "work" }));
    actors.push(pid);
    return pid;
  };
  const db = await start("db");
  const web = await start("web");
  const log = await start("log");
  const factory = await spawn("factory", async () => {
    for (const pid of [db, web, log]) await monitor(pid);
    for (let last = Number.NEGATIVE_INFINITY; ; last = now()) {
      await receive({ kind: "down" });
      if (restart === "temporary") continue;
      if (now() - last < 5_000) break;
      await monitor(await start("restarted"));
    }
    for (const pid of actors) await kill(pid);
  });

  await kill(db);
  await join(db);
  await sleep(6_000);
  await kill(web);
  await join(web);
  await sleep(1);
  assert.ok(await isAlive(log), `KI7: ${log.path} ended, since others crashed`);
  await shutDown(factory);
  await join(factory);
  await shutDown(...actors);
}

export const crashesAddUp: Scenario = scenario({
  name: "k10-crashes-add-up",
  summary: "the crashes of two keys end the actor of a third",
  expected: "violated",
  program: () => program("transient"),
});

export const crashesAddUpFixed: Scenario = scenario({
  name: "k10-crashes-add-up-fixed",
  summary: "temporary actors crash each for itself",
  expected: "passed",
  program: () => program("temporary"),
});
