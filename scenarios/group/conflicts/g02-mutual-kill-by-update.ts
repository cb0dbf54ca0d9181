// G2, a mutual kill by a metadata update: each node decides a conflict by the times that it knows, and new metadata give a
// registration a new time. b compares its own time with a's first one and wins; a compares its updated time and wins, too.
//
// Class: order violation (a rank that moves). Depth 2.
// Smallest failing interleaving: a registers · b registers · a registers again, with other metadata · a's first registration
//   reaches b, which ends a's actor · b's reaches a, which ends b's actor.
// It takes 7 deviations from the default schedule and 61 context switches.
// Must be found by: every strategy.
// The fixed version compares the times of the first registrations.

import { scenario } from "heddle";
import type { Scenario } from "heddle";

import { registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Fix } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b"], group: { fixes } });
  const [pa, pb] = [await world.actor("a", "pa"), await world.actor("b", "pb")];
  await world.node("b").skew(5);
  await pa.begins(async () => {
    await registers(journal, world.group("a"), "db", { meta: { version: 1 } });
  });
  await pb.begins(async () => {
    await registers(journal, world.group("b"), "db", { meta: { version: 1 } });
  });
  await world.node("a").skew(10);
  await pa.begins(async () => {
    await registers(journal, world.group("a"), "db", { meta: { version: 2 } });
  });
  await quiescence();
  await journal.expectOneSurvivor("db");
  await world.end(pa, pb);
}

export const mutualKillByUpdate: Scenario = scenario({
  name: "g2-mutual-kill-by-update",
  summary: "each node ends the other's actor",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const mutualKillByUpdateFixed: Scenario = scenario({
  name: "g2-mutual-kill-by-update-fixed",
  summary: "conflicts go by the time of the first registration",
  expected: "passed",
  program: () => program(["rank-at-registration"]),
  options: LAZY,
});
