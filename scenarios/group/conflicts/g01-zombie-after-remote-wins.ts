// G1, a zombie after the remote registration wins: two nodes each register an actor under one key. b's actor unregisters before
// a's registration reaches b. a lets b's registration win, evicts its own actor without notifying b, and then removes b's row. b,
// which now has no row for the key, accepts a's dead actor as its holder, and nothing corrects this.
//
// Class: order violation (a message that is missing). Depth 2.
// Smallest failing interleaving: both register · b's registration and its end reach a · a's registration reaches b.
// It takes 4 deviations from the default schedule and 49 context switches.
// Must be found by: every strategy.
// The fixed version has the loser's node send the loser's unregistration, in the same lane as its registration.

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
  const [a, b] = [world.group("a"), world.group("b")];
  const [pa, pb] = [await world.actor("a", "pa"), await world.actor("b", "pb")];
  await pa.begins(async () => {
    await registers(journal, a, "db");
  });
  await pb.begins(async () => {
    if ((await registers(journal, b, "db")) !== "ok") return;
    journal.gaveUp("db");
    await b.unregister("db");
  });
  await quiescence();
  for (const group of [a, b]) await journal.expectNoGhosts(group);
  await world.end(pa, pb);
}

export const zombieAfterRemoteWins: Scenario = scenario({
  name: "g1-zombie-after-remote-wins",
  summary: "a dead actor owns a key for ever on the other node",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const zombieAfterRemoteWinsFixed: Scenario = scenario({
  name: "g1-zombie-after-remote-wins-fixed",
  summary: "the loser's own node unregisters it",
  expected: "passed",
  program: () => program(["authoritative-unregister"]),
  options: LAZY,
});
