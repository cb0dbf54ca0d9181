// G38, lost on a busy link: b's first registration is refused and dropped, the second is sent. a lists the second but not
// the first until the connection is dropped and reestablished. In both programs only a busy link refuses messages, see
// G39.
//
// Class: order violation (a gap). Depth 1.
// Smallest failing interleaving: the default one: the link refuses the first batch · the second reaches a.
// It takes 2 deviations from the default schedule and 46 context switches.
// Must be found by: every strategy.
// The fixed version sends nothing to a peer that refused a message until a new handshake.

import { receive, scenario, sleep } from "heddle";
import type { Scenario } from "heddle";

import { registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Fix } from "../v020/options.ts";
import { World } from "../world.ts";
import { LAZY } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b"], group: { fixes, retries: 3 } });
  const a = world.group("a");
  const watcher = await world.actor("a", "watcher");
  await watcher.does(async () => {
    await a.monitor("second");
  });
  await watcher.begins(async () => {
    await receive({ kind: "group" });
    if ((await a.lookup("first")) === undefined) journal.fail("GI12: a lists second, which b did later, but not first");
  });
  await world.cluster.refuse("b", "a");
  const pb = await world.actor("b", "pb");
  await pb.does(async () => {
    for (const key of ["first", "second"]) await registers(journal, world.group("b"), key);
  });
  await sleep(5_000);
  await journal.expectTrue(a, world.group("b"));
  await world.end(watcher, pb);
}

export const lostOnABusyLink: Scenario = scenario({
  name: "g38-lost-on-a-busy-link",
  summary: "a node sees what came later and not what came before",
  expected: "violated",
  program: () => program(["refusal-of-the-connected"]),
  options: LAZY,
});

export const lostOnABusyLinkFixed: Scenario = scenario({
  name: "g38-lost-on-a-busy-link-fixed",
  summary: "a peer that has refused a message is sent nothing more until it is greeted again",
  expected: "passed",
  program: () => program(["refusal-of-the-connected", "refusal-is-a-barrier"]),
  options: LAZY,
});
