// G6, a resolver with side effects: it stops the loser itself. It runs on each node that owns one of the two; the second time the
// loser has already stopped, the resolver throws, and the shard crashes before it writes.
//
// Class: order violation (an effect that is not idempotent). Depth 2.
// Smallest failing interleaving: both register · each registration reaches the other node.
// It takes 2 deviations from the default schedule and 61 context switches.
// Must be found by: every strategy.
// The fixed version's resolver only selects the winner; the library stops the loser.

import { isAlive, scenario } from "heddle";
import type { Pid, Scenario } from "heddle";

import { registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Resolver } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

type Effects = "stops the loser" | "none";

async function program(effects: Effects): Promise<void> {
  const journal = new GroupJournal();
  const stopped = new Set<Pid>();
  let hasThrown = false;
  const resolve: Resolver = (_name, _key, local, remote) => {
    const [winner, loser] = local.pid.path > remote.pid.path ? [local.pid, remote.pid] : [remote.pid, local.pid];
    if (stopped.has(loser) && !hasThrown) {
      hasThrown = true;
      throw new Error(`${loser.path} is stopped already`);
    }
    stopped.add(loser);
    return winner;
  };
  const world = await World.start({ nodes: ["a", "b"], group: effects === "none" ? {} : { resolve } });
  const shards = [world.group("a").shard(), world.group("b").shard()];
  const actors = [await world.actor("a", "pa"), await world.actor("b", "pb")];
  for (const [index, name] of ["a", "b"].entries()) {
    await actors[index]?.begins(async () => {
      await registers(journal, world.group(name), "db");
    });
  }
  await quiescence();
  for (const shard of shards) {
    if (!(await isAlive(shard))) journal.fail(`GI14: ${shard.path} has crashed in its resolver`);
  }
  await world.end(...actors);
}

export const resolverWithEffects: Scenario = scenario({
  name: "g6-resolver-with-effects",
  summary: "a resolver that stops the loser takes the shard down",
  expected: "violated",
  program: () => program("stops the loser"),
  options: LAZY,
});

export const resolverWithEffectsFixed: Scenario = scenario({
  name: "g6-resolver-with-effects-fixed",
  summary: "the resolver only says who wins",
  expected: "passed",
  program: () => program("none"),
  options: LAZY,
});
