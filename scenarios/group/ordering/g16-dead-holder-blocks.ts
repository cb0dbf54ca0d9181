// G16, a dead holder blocks the restart: a worker dies, its supervisor starts a successor, and the successor registers before the
// shard is notified of the death. It is refused the key in favor of a dead actor and does not retry.
//
// Class: order violation. Depth 1.
// Smallest failing interleaving: worker dies · its successor's request reaches the shard · DOWN(worker) reaches the shard.
// It takes 2 deviations from the default schedule and 24 context switches.
// Must be found by: every strategy.
// The fixed version checks whether a local holder is alive, and replaces a dead one.

import { scenario } from "heddle";
import type { Scenario } from "heddle";

import { Actor, registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import { FaithfulGroup } from "../v020/faithful-group.ts";
import type { Fix } from "../v020/options.ts";
import { LAZY, quiescence, shutDown } from "../../support/quiescence.ts";

/** The main actor is the supervisor. */
async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const group = await FaithfulGroup.start({ fixes });
  const worker = await Actor.spawn("worker");
  await worker.does(async () => {
    await registers(journal, group, "db");
  });
  await worker.dies();
  const successor = await Actor.spawn("successor");
  await successor.does(async () => {
    const result = await registers(journal, group, "db");
    if (result === "taken") journal.fail("GI6: db is taken, but its holder was dead before anybody asked");
  });
  await quiescence();
  await journal.expectTrue(group);
  await shutDown(successor.pid);
  await group.stop();
}

export const deadHolderBlocks: Scenario = scenario({
  name: "g16-dead-holder-blocks",
  summary: "a worker is refused its key for the sake of a dead one",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const deadHolderBlocksFixed: Scenario = scenario({
  name: "g16-dead-holder-blocks-fixed",
  summary: "a dead local holder is replaced",
  expected: "passed",
  program: () => program(["liveness-on-taken"]),
  options: LAZY,
});
