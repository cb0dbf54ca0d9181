// G5, a dead winner: b's actor is dead, but its shard is not yet notified. The resolver chooses b's actor over a's, and a's
// living actor is evicted.
//
// Class: order violation. Depth 2.
// Smallest failing interleaving: pb registers and dies · pa registers · pa's registration reaches b's shard · DOWN(pb) does.
// It takes 1 deviation from the default schedule and 31 context switches.
// Must be found by: every strategy.
// The fixed version checks whether the local holder is alive before it decides. Signals are instant, since the answer is
// one: a holder could die while it is under way.

import { scenario } from "heddle";
import type { Pid, Scenario } from "heddle";

import { registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Fix, Resolver } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const dead = new Set<Pid>();
  const resolve: Resolver = (_name, key, local, remote) => {
    const winner = local.pid.path > remote.pid.path ? local.pid : remote.pid;
    if (winner === local.pid && dead.has(winner)) {
      journal.fail(`GI14: ${winner.path} wins ${key} against ${remote.pid.path}, and is dead`);
    }
    return winner;
  };
  const world = await World.start({ nodes: ["a", "b"], group: { fixes, resolve } });
  const [pa, pb] = [await world.actor("a", "pa"), await world.actor("b", "pb")];
  await pa.begins(async () => {
    await registers(journal, world.group("a"), "db");
  });
  await pb.does(async () => {
    await registers(journal, world.group("b"), "db");
  });
  await pb.dies();
  dead.add(pb.pid);
  await quiescence();
  await world.end(pa);
}

export const deadWinner: Scenario = scenario({
  name: "g5-dead-winner",
  summary: "a dead actor wins a conflict against a living one",
  expected: "violated",
  program: () => program([]),
  options: { ...LAZY, signals: "instant" },
});

export const deadWinnerFixed: Scenario = scenario({
  name: "g5-dead-winner-fixed",
  summary: "a local holder that is dead does not take part",
  expected: "passed",
  program: () => program(["liveness-before-resolve"]),
  options: { ...LAZY, signals: "instant" },
});
