// G25, a late DOWN after a heal: the link breaks and recovers at once. a removes b, greets it and receives the rows of b's shard.
// Then the DOWN of the old monitor of the same pid arrives, and a removes b again, without a new greeting.
//
// Class: order violation. Depth 1. Word of a lost connection and signals of actors may overtake each other.
// Smallest failing interleaving: the link is cut and mended · nodedown, nodeup and b's greeting reach a's shard · DOWN(b's shard) does.
// It takes 10 deviations from the default schedule and 69 context switches.
// Must be found by: the portfolio, pct, surw.
// The fixed version matches the DOWN by the monitor's reference.

import { scenario } from "heddle";
import type { Scenario } from "heddle";

import { registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Fix } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b"], order: "actors", group: { fixes } });
  const pb = await world.actor("b", "pb");
  await pb.does(async () => {
    await registers(journal, world.group("b"), "db");
  });
  await quiescence();
  await world.cluster.cut("a", "b");
  await world.cluster.heal("a", "b");
  await quiescence();
  await journal.expectTrue(world.group("a"), world.group("b"));
  await world.end(pb);
}

export const lateDownAfterHeal: Scenario = scenario({
  name: "g25-late-down-after-heal",
  summary: "a node that is back is forgotten for its earlier absence",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const lateDownAfterHealFixed: Scenario = scenario({
  name: "g25-late-down-after-heal-fixed",
  summary: "a down is told by its reference",
  expected: "passed",
  program: () => program(["down-by-ref"]),
  options: LAZY,
});
