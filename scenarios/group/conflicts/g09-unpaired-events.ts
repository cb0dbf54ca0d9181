// G9, unpaired events: a node that owns neither actor sees two registrations of one key, the newer one second. It reports the
// second as registered and never the first as unregistered: a subscriber that counts by events counts one too many.
//
// Class: order violation (an event that is missing). Depth 2.
// Smallest failing interleaving: both register · a's registration reaches c · b's newer one reaches c.
// It takes 2 deviations from the default schedule and 90 context switches.
// Must be found by: every strategy.
// The fixed version reports the first as unregistered before the second as registered.

import { receive, scenario } from "heddle";
import type { Pid, Scenario } from "heddle";

import { registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { Fix } from "../v020/options.ts";
import type { GroupMessage } from "../v020/events.ts";
import { World } from "../world.ts";
import { LAZY, quiescence } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const world = await World.start({ nodes: ["a", "b", "c"], group: { fixes } });
  const living = new Set<Pid>();
  const watcher = await world.actor("c", "watcher");
  await watcher.does(async () => {
    await world.group("c").monitor("all");
  });
  await watcher.begins(async () => {
    for (;;) {
      for (const { pid, kind: type } of (await receive<GroupMessage>({ kind: "group" })).events) {
        journal.write(`the watcher hears: ${type} ${pid.path}`);
        if (type === "registered") living.add(pid);
        else living.delete(pid);
      }
    }
  });
  await world.node("b").skew(5);
  const actors = [await world.actor("a", "pa"), await world.actor("b", "pb")];
  for (const [index, name] of ["a", "b"].entries()) {
    await actors[index]?.begins(async () => {
      await registers(journal, world.group(name), "db");
    });
  }
  await quiescence();
  const listed = (await world.group("c").registrations()).map(({ pid }) => pid);
  const extra = [...living].find((pid) => !listed.includes(pid));
  if (extra !== undefined) journal.fail(`GI8: by its events the watcher believes that ${extra.path} is registered`);
  await world.end(watcher, ...actors);
}

export const unpairedEvents: Scenario = scenario({
  name: "g9-unpaired-events",
  summary: "a subscriber never hears that a replaced actor is not registered any more",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const unpairedEventsFixed: Scenario = scenario({
  name: "g9-unpaired-events-fixed",
  summary: "the end of what is replaced is told, too",
  expected: "passed",
  program: () => program(["paired-events"]),
  options: LAZY,
});
