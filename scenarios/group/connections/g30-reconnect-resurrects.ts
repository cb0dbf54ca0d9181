// G30, a reconnect resurrects the dead: a node that leaves a cluster keeps the rows of the others' members and is not notified of
// their deaths. When it reconnects, it receives the current rows, which removes none.
//
// Class: order violation of design (snapshots only add). Depth 0.
// Smallest failing interleaving: the default one: a leaves game · b's actor dies · a connects game.
// It takes 0 deviations from the default schedule and 90 context switches.
// Must be found by: every strategy.
// The fixed version removes all rows of a cluster that it leaves.

import { scenario } from "heddle";
import type { Scenario } from "heddle";

import { joins } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Fix } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b"], group: { fixes } });
  for (const name of ["a", "b"]) await world.on(name, () => world.group(name).connect("game"));
  const pb = await world.actor("b", "pb");
  await pb.does(async () => {
    await joins(journal, world.group("b"), "room", { cluster: "game" });
  });
  await quiescence();
  await world.on("a", () => world.group("a").disconnect("game"));
  await quiescence();
  await pb.dies();
  await quiescence();
  await world.on("a", () => world.group("a").connect("game"));
  await quiescence();
  await journal.expectNoGhosts(world.group("a"));
  await world.end();
}

export const reconnectResurrects: Scenario = scenario({
  name: "g30-reconnect-resurrects",
  summary: "a node that comes back to a cluster lists its dead",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const reconnectResurrectsFixed: Scenario = scenario({
  name: "g30-reconnect-resurrects-fixed",
  summary: "a node that leaves a cluster forgets it",
  expected: "passed",
  program: () => program(["purge-on-disconnect"]),
  options: LAZY,
});
