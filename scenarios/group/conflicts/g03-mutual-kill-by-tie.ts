// G3, a mutual kill by a tie: two registrations have equal times, and each node lets the other's win, as an earlier version did.
//
// Class: order violation (a rule that is not symmetric). Depth 3.
// Smallest failing interleaving: both register · each registration reaches the other node.
// It takes 3 deviations from the default schedule and 46 context switches.
// Must be found by: every strategy.
// The fixed version, v0.2.0, compares pids, in the same order on all nodes.

import { scenario } from "heddle";
import type { Scenario } from "heddle";

import { registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Regression } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(regressions: readonly Regression[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b"], group: { regressions } });
  const actors = [await world.actor("a", "pa"), await world.actor("b", "pb")];
  for (const [index, name] of ["a", "b"].entries()) {
    await actors[index]?.begins(async () => {
      await registers(journal, world.group(name), "db");
    });
  }
  await quiescence();
  await journal.expectOneSurvivor("db");
  await world.end(...actors);
}

export const mutualKillByTie: Scenario = scenario({
  name: "g3-mutual-kill-by-tie",
  summary: "of two registrations of one time both lose",
  expected: "violated",
  program: () => program(["remote-wins-ties"]),
  options: LAZY,
});

export const mutualKillByTieFixed: Scenario = scenario({
  name: "g3-mutual-kill-by-tie-fixed",
  summary: "of two registrations of one time the larger pid wins, on both nodes",
  expected: "passed",
  program: () => program([]),
  options: LAZY,
});
