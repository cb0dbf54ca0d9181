// G4, an asymmetric resolver: it prefers the local registration. Each node keeps its own, gives it a new time and sends it to the
// other node, which does the same, without end.
//
// Class: livelock. Depth 2.
// Smallest failing interleaving: both register · each registration reaches the other node.
// It takes 2 deviations from the default schedule and 55 context switches.
// Must be found by: every strategy.
// The fixed version's resolver ranks each registration by its content, independent of the node.

import { scenario } from "heddle";
import type { Scenario } from "heddle";

import { registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Resolver } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

type Rank = "keeps what is local" | "the larger pid";

const BOUND = 10;

async function program(rank: Rank): Promise<void> {
  const journal = new GroupJournal();
  let asked = 0;
  const resolve: Resolver = (_name, key, local, remote) => {
    asked += 1;
    if (asked > BOUND) journal.fail(`GI16: the nodes have decided ${asked} times who has ${key}`);
    if (rank === "keeps what is local") return local.pid;
    return local.pid.path > remote.pid.path ? local.pid : remote.pid;
  };
  const world = await World.start({ nodes: ["a", "b"], group: { resolve } });
  const actors = [await world.actor("a", "pa"), await world.actor("b", "pb")];
  for (const [index, name] of ["a", "b"].entries()) {
    await actors[index]?.begins(async () => {
      await registers(journal, world.group(name), "db");
    });
  }
  await quiescence();
  await world.end(...actors);
}

export const resolverPingPong: Scenario = scenario({
  name: "g4-resolver-ping-pong",
  summary: "two nodes tell each other for ever that their own actor has won",
  expected: "violated",
  program: () => program("keeps what is local"),
  options: LAZY,
});

export const resolverPingPongFixed: Scenario = scenario({
  name: "g4-resolver-ping-pong-fixed",
  summary: "the resolver gives the same winner on both nodes",
  expected: "passed",
  program: () => program("the larger pid"),
  options: LAZY,
});
