// G20, a gap while a holder is replaced: the shard deletes the row of the loser and then inserts that of the winner. A reader in
// between finds no holder, although the key was held throughout.
//
// Class: atomicity violation (two writes). Depth 2.
// Smallest failing interleaving: reader finds pa · a's shard deletes the row of db · reader finds nobody.
// It takes 8 deviations from the default schedule and 43 context switches.
// Must be found by: the portfolio, random, pos, surw.
// The fixed version overwrites the row. The resolver stops neither actor, so that the key is never free.

import { scenario } from "heddle";
import type { Scenario } from "heddle";

import { registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Fix, Resolver } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const resolve: Resolver = (_name, _key, local, remote) => (local.pid.path > remote.pid.path ? local.pid : remote.pid);
  const world = await World.start({ nodes: ["a", "b"], group: { fixes, resolve } });
  const a = world.group("a");
  const actors = [await world.actor("a", "pa"), await world.actor("b", "pb")];
  for (const [index, name] of ["a", "b"].entries()) {
    await actors[index]?.begins(async () => {
      await registers(journal, world.group(name), "db");
    });
  }
  const reader = await world.actor("a", "reader");
  await reader.does(async () => {
    let before = await a.lookup("db");
    for (let times = 0; times < 4; times += 1) {
      const found = await a.lookup("db");
      if (before !== undefined && found === undefined) {
        journal.fail(`GI1: the reader found ${before.pid.path} for db and then nobody`);
      }
      before = found;
    }
  });
  await quiescence();
  await world.end(reader, ...actors);
}

export const replacementGap: Scenario = scenario({
  name: "g20-replacement-gap",
  summary: "a reader finds nobody for a key that is never free",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const replacementGapFixed: Scenario = scenario({
  name: "g20-replacement-gap-fixed",
  summary: "a holder is replaced in one write",
  expected: "passed",
  program: () => program(["single-overwrite"]),
  options: LAZY,
});
