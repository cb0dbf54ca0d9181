// G44, subscriptions die with the instance: it is stopped and started again. A subscriber that traps exits lives on and receives
// no more events.
//
// Class: order violation of design (state that is lost with its keeper). Depth 0.
// Smallest failing interleaving: the default one: the instance ends · the next one starts · worker registers.
// It takes 0 deviations from the default schedule and 39 context switches.
// Must be found by: every strategy.
// The fixed version subscribes again when it is notified of the exit.

import { link, receive, scenario, self, send, spawn, trapExit } from "heddle";
import type { ExitMessage, Scenario } from "heddle";

import { Actor, registers } from "../actors.ts";
import { GroupJournal } from "../journal.ts";
import { FaithfulGroup } from "../v020/faithful-group.ts";
import { LAZY, quiescence, shutDown } from "../../support/quiescence.ts";

type AtTheEnd = "does nothing" | "subscribes again";

async function program(atTheEnd: AtTheEnd): Promise<void> {
  const journal = new GroupJournal();
  const main = self();
  let group = await FaithfulGroup.start();
  let heard = 0;
  const watcher = await spawn("watcher", async () => {
    await trapExit(true);
    await link(main);
    await group.monitor("all");
    await send(main, { kind: "subscribed" });
    for (;;) {
      const message = await receive<ExitMessage | { readonly kind: "group" | "generation" }>();
      if (message.kind === "group") heard += 1;
      if (message.kind === "exit" && message.reason === "shutdown") return;
      if (message.kind === "generation" && atTheEnd === "subscribes again") await group.monitor("all");
    }
  });
  await receive({ kind: "subscribed" });
  await group.stop();
  await quiescence();
  group = await FaithfulGroup.start();
  await send(watcher, { kind: "generation" });
  await quiescence();
  const worker = await Actor.spawn("worker");
  await worker.does(async () => {
    await registers(journal, group, "db");
  });
  await quiescence();
  if (heard === 0) journal.fail("GI7: the watcher has subscribed, but does not hear that db is registered");
  await shutDown(worker.pid, watcher);
  await group.stop();
}

export const subscriptionsDie: Scenario = scenario({
  name: "g44-subscriptions-die",
  summary: "a subscriber hears nothing of the next instance",
  expected: "violated",
  program: () => program("does nothing"),
  options: LAZY,
});

export const subscriptionsDieFixed: Scenario = scenario({
  name: "g44-subscriptions-die-fixed",
  summary: "a subscriber subscribes with the next instance",
  expected: "passed",
  program: () => program("subscribes again"),
  options: LAZY,
});
