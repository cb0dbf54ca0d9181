// G8, a loser that traps exits: the exit signal becomes a message, which the loser does not read. It lives on and serves the key,
// unregistered.
//
// Class: order violation of design (a request that may be declined). Depth 2.
// Smallest failing interleaving: both register · b's registration reaches a, which tells its actor to end.
// It takes 2 deviations from the default schedule and 49 context switches.
// Must be found by: every strategy.
// The fixed version kills it after a grace period.

import { kill, receive, scenario, sleep, trapExit } from "heddle";
import type { Scenario } from "heddle";

import { registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Fix } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b"], group: { fixes } });
  const trapping = await world.node("a").spawn("pa", async () => {
    await trapExit(true);
    await registers(journal, world.group("a"), "db");
    await receive({ kind: "stop" });
  });
  const pb = await world.actor("b", "pb");
  await pb.begins(async () => {
    await registers(journal, world.group("b"), "db");
  });
  await sleep(10);
  await journal.expectOneSurvivor("db");
  await kill(trapping);
  await world.end(pb);
}

export const trappingLoser: Scenario = scenario({
  name: "g8-trapping-loser",
  summary: "a loser that traps exits lives on beside the winner",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const trappingLoserFixed: Scenario = scenario({
  name: "g8-trapping-loser-fixed",
  summary: "a loser is killed after a grace",
  expected: "passed",
  program: () => program(["kill-after-grace"]),
  options: LAZY,
});
