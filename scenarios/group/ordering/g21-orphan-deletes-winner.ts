// G21, an orphan deletes the winner: the loser's row stays in the index by pid. When it dies, the cleanup uses that index and
// removes the key, which belongs to the winner. An earlier version did so.
//
// Class: order violation. Depth 2.
// Smallest failing interleaving: both register · b's registration reaches a, which ends its actor · DOWN(pa) reaches a's shard.
// It takes 4 deviations from the default schedule and 52 context switches.
// Must be found by: every strategy.
// The fixed version, v0.2.0, removes the row from both indexes, and a key only if it still belongs to the dead actor.

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
  await journal.expectTrue(world.group("a"), world.group("b"));
  await world.end(...actors);
}

export const orphanDeletesWinner: Scenario = scenario({
  name: "g21-orphan-deletes-winner",
  summary: "the death of a loser removes the winner's registration",
  expected: "violated",
  program: () => program(["stale-reverse-row"]),
  options: LAZY,
});

export const orphanDeletesWinnerFixed: Scenario = scenario({
  name: "g21-orphan-deletes-winner-fixed",
  summary: "a death removes only what is still the dead actor's",
  expected: "passed",
  program: () => program([]),
  options: LAZY,
});
