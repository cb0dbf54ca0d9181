// G19, a crash between the two indexes: a shard is killed after it has written the index by key and before the index by pid. The
// next shard monitors only the actors in the second index, so that it misses the death of this one.
//
// Class: atomicity violation under a crash. Depth 2.
// Smallest failing interleaving: the shard inserts db into the index by key · KILL reaches the shard · a new shard watches
//   nobody · worker dies.
// It takes 3 deviations from the default schedule and 21 context switches.
// Must be found by: every strategy.
// The fixed version writes the index by pid first: after a restart every key that can be found belongs to a monitored actor.

import { kill, scenario } from "heddle";
import type { Scenario } from "heddle";

import { Actor, registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import { FaithfulGroup } from "../v020/faithful-group.ts";
import type { Fix } from "../v020/options.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const group = await FaithfulGroup.start({ fixes });
  const worker = await Actor.spawn("worker");
  await worker.begins(async () => {
    await registers(journal, group, "db");
  });
  await kill(group.shard());
  await quiescence();
  await worker.dies();
  await quiescence();
  await journal.expectNoGhosts(group);
  await group.stop();
}

export const crashBetweenIndexes: Scenario = scenario({
  name: "g19-crash-between-indexes",
  summary: "a shard that is killed between two writes leaves a row that nobody removes",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const crashBetweenIndexesFixed: Scenario = scenario({
  name: "g19-crash-between-indexes-fixed",
  summary: "the row by which monitors are rebuilt is written first",
  expected: "passed",
  program: () => program(["reverse-row-first"]),
  options: LAZY,
});
