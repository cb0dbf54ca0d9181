// G7, the exit reason depends on the node: each node that decides the conflict stops the loser and names the metadata of the
// remote actor. The loser may read its own metadata in place of the winner's, and it is stopped twice.
//
// Class: order violation. Depth 2.
// Smallest failing interleaving: both register · a's registration reaches b, which ends a's actor.
// It takes 2 deviations from the default schedule and 50 context switches.
// Must be found by: every strategy.
// The fixed version has only the loser's node stop it, with the winner's metadata.

import { kill, receive, scenario, trapExit } from "heddle";
import type { Scenario } from "heddle";

import { registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Fix } from "../v020/options.ts";
import { conflictReason } from "../v020/shard/conflict.ts";
import { textOf } from "../v020/reason.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b"], group: { fixes } });
  const reasons: string[] = [];
  const trapping = await world.node("a").spawn("pa", async () => {
    await trapExit(true);
    await registers(journal, world.group("a"), "db", { meta: { of: "a" } });
    for (;;) reasons.push(textOf((await receive({ kind: "exit" })).reason));
  });
  const pb = await world.actor("b", "pb");
  await pb.begins(async () => {
    await registers(journal, world.group("b"), "db", { meta: { of: "b" } });
  });
  await quiescence();
  const wrong = reasons.find((reason) => reason !== conflictReason("db", { meta: { of: "b" } }));
  if (wrong !== undefined) journal.fail(`GI14: pa is ended for ${wrong}, but the winner is of b`);
  if (reasons.length > 1) journal.fail(`GI14: pa is ended ${reasons.length} times`);
  await kill(trapping);
  await world.end(pb);
}

export const reasonByNode: Scenario = scenario({
  name: "g7-reason-by-node",
  summary: "a loser is told its own metadata as the winner's",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const reasonByNodeFixed: Scenario = scenario({
  name: "g7-reason-by-node-fixed",
  summary: "only the loser's own node ends it",
  expected: "passed",
  program: () => program(["owner-kills"]),
  options: LAZY,
});
