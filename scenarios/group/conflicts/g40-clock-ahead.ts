// G40, a clock that is ahead: a's actor registered long ago, by a clock that is ahead. The network is partitioned, b's actor
// registers, and after the partition heals a's stale registration wins.
//
// Class: order violation of design (clocks are no order). Depth 0.
// Smallest failing interleaving: the default one.
// It takes 0 deviations from the default schedule and 75 context switches.
// Must be found by: every strategy.
// The fixed version uses logical clocks: a node that has seen a registration gives the next one a larger time.

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
  await world.node("a").skew(10_000);
  const [pa, pb] = [await world.actor("a", "pa"), await world.actor("b", "pb")];
  await pa.does(async () => {
    await registers(journal, world.group("a"), "db");
  });
  await quiescence();
  await world.cluster.partition(["a"]);
  await quiescence();
  await pb.does(async () => {
    await registers(journal, world.group("b"), "db");
  });
  await world.cluster.heal();
  await quiescence();
  for (const name of ["a", "b"]) {
    const found = await world.group(name).lookup("db");
    if (found?.pid !== pb.pid)
      journal.fail(`GI14: for ${name} db is ${found?.pid.path ?? "nobody"}'s, but pb is newer`);
  }
  await world.end(pa, pb);
}

export const clockAhead: Scenario = scenario({
  name: "g40-clock-ahead",
  summary: "a stale registration wins by its node's clock",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const clockAheadFixed: Scenario = scenario({
  name: "g40-clock-ahead-fixed",
  summary: "times are counted from what was seen",
  expected: "passed",
  program: () => program(["logical-clock"]),
  options: LAZY,
});
