// G15, a DOWN overtakes a request of the same actor: a shard that handles one death also takes the DOWNs queued behind it, one of
// them of an actor whose last request is still queued. That request then registers a dead actor.
//
// Class: order violation. Depth 2.
// Smallest failing interleaving: both actors die · DOWN(first), the request of the second and DOWN(second) wait · the shard
//   handles both downs, then the request · DOWN(second) comes again, as noproc.
// It takes 4 deviations from the default schedule and 38 context switches.
// Must be found by: every strategy.
// The fixed version monitors the requester and then checks that it is alive, before it performs the request.

import { kill, receive, scenario, spawn } from "heddle";
import type { Scenario } from "heddle";

import { Actor, registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import type { GroupMessage } from "../v020/events.ts";
import { FaithfulGroup } from "../v020/faithful-group.ts";
import type { Fix } from "../v020/options.ts";
import { LAZY, quiescence, shutDown } from "../../support/quiescence.ts";

async function program(fixes: readonly Fix[]): Promise<void> {
  const journal = new GroupJournal();
  const group = await FaithfulGroup.start({ fixes });
  const watcher = await spawn("watcher", async () => {
    await group.monitor("all");
    for (;;) {
      for (const { key, reason, kind: type } of (await receive<GroupMessage>({ kind: "group" })).events) {
        journal.write(`the watcher hears: ${type} ${key} ${reason ?? ""}`);
        if (reason === "noproc") journal.fail(`GI7: the end of ${key} gives no reason of a death`);
      }
    }
  });
  const actors = [await Actor.spawn("first"), await Actor.spawn("second")];
  for (const [index, actor] of actors.entries()) {
    await actor.does(() => registers(journal, group, `key-${index}`).then(() => undefined));
  }
  await actors[1]?.begins(() => registers(journal, group, "late").then(() => undefined));
  for (const { pid } of actors) await kill(pid);
  await quiescence();
  await journal.expectNoGhosts(group);
  await shutDown(watcher);
  await group.stop();
}

export const downOvertakesRequest: Scenario = scenario({
  name: "g15-down-overtakes-request",
  summary: "an actor is registered after its death has been handled",
  expected: "violated",
  program: () => program([]),
  options: LAZY,
});

export const downOvertakesRequestFixed: Scenario = scenario({
  name: "g15-down-overtakes-request-fixed",
  summary: "the request of a dead actor is dropped",
  expected: "passed",
  program: () => program(["liveness-in-request"]),
  options: LAZY,
});
