// G18, a shard crashes in the middle of a request: it has written its table and is killed before it replies. The caller is
// notified that the shard is down and considers itself unregistered. The next shard finds the row and keeps it.
//
// Class: atomicity violation under a crash. Depth 1.
// Smallest failing interleaving: the shard writes the row of db · KILL reaches the shard · caller hears of the death.
// It takes 3 deviations from the default schedule and 48 context switches.
// Must be found by: every strategy.
// The fixed version repeats the request, which is idempotent.

import { kill, scenario, sleep } from "heddle";
import type { Scenario } from "heddle";

import { registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import { World } from "../world.ts";
import { LAZY } from "../../support/quiescence.ts";

type Afterwards = "gives up" | "asks again";

async function program(afterwards: Afterwards): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b"] });
  const caller = await world.actor("a", "caller");
  await caller.begins(async () => {
    while ((await registers(journal, world.group("a"), "db")) !== "ok") {
      if (afterwards === "gives up") return;
      await sleep(1);
    }
  });
  await kill(world.group("a").shard());
  await sleep(5);
  await journal.expectTrue(world.group("a"), world.group("b"));
  await world.end(caller);
}

export const shardCrashMidRequest: Scenario = scenario({
  name: "g18-shard-crash-mid-request",
  summary: "an actor that was told that its request failed is registered",
  expected: "violated",
  program: () => program("gives up"),
  options: LAZY,
});

export const shardCrashMidRequestFixed: Scenario = scenario({
  name: "g18-shard-crash-mid-request-fixed",
  summary: "a request that was not answered is made again",
  expected: "passed",
  program: () => program("asks again"),
  options: LAZY,
});
