// F10, cancelled between register and ready: an actor registers in its init and is cancelled before init returns; its terminate
// has no state, assumes that there is nothing to clean up, and leaks the name.
//
// Class: order violation under a cancellation. Depth 2.
// Smallest failing interleaving: worker registers db · the cancellation reaches it in its init · terminate gets no state.
// It takes 1 deviation from the default schedule and 6 context switches.
// Must be found by: every strategy.
// The fixed version unregisters in every state if the name is its own.

import { cancel, join, pause, receive, scenario, self } from "heddle";
import type { Scenario } from "heddle";
import { CancelSupervisor } from "heddle/otp";
import { NameTable } from "heddle/registry";

import { ClaimJournal } from "../support/claim-journal.ts";
import { judgeHolder } from "../support/name-holders.ts";

async function program(cleansUp: "always" | "when ready"): Promise<void> {
  const journal = new ClaimJournal();
  const names = new NameTable();
  const worker = await CancelSupervisor.startActor(
    {
      async init() {
        await names.register("db", self());
        // It connects to its database.
        await pause();
        return "ready";
      },
      async run(state) {
        await receive("end");
        return state;
      },
      async terminate(_reason, state) {
        const isToClean = cleansUp === "always" ? (await names.whereis("db")) === self() : state === "ready";
        if (isToClean) await names.unregister("db");
      },
    },
    { name: "worker" },
  );
  await cancel(worker);
  await join(worker);
  await judgeHolder(names, "db", journal);
}

export const cancelledBeforeReady: Scenario = scenario({
  name: "f10-cancelled-before-ready",
  summary: "an actor that is cancelled in its init leaves its name behind",
  expected: "violated",
  program: () => program("when ready"),
});

export const cancelledBeforeReadyFixed: Scenario = scenario({
  name: "f10-cancelled-before-ready-fixed",
  summary: "terminate unregisters the name if it is the actor's own, whatever the state",
  expected: "passed",
  program: () => program("always"),
});
