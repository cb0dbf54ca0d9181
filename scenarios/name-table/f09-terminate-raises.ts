// F9, terminate throws: the supervisor is never notified of the exit of a worker whose terminate throws; instead the error
// cancels its other children and stops it.
//
// Class: order violation. Depth 1.
// Smallest failing interleaving: worker registers and crashes · the operator unregisters db · worker's terminate finds
//   nothing to unregister and throws.
// It takes 1 deviation from the default schedule and 10 context switches.
// Must be found by: every strategy.
// The fixed version notifies the supervisor even if terminate throws.

import { monitor, receive, scenario, self, send } from "heddle";
import type { Scenario } from "heddle";
import { CancelSupervisor } from "heddle/otp";
import type { CancellableActor } from "heddle/otp";
import { NameTable } from "heddle/registry";

import { ClaimJournal } from "../support/claim-journal.ts";
import { LAZY, quiescence } from "../support/quiescence.ts";
import { closeDown } from "../support/supervision.ts";

/** The main actor is the operator. */
async function program(guardsTerminate: boolean): Promise<void> {
  const journal = new ClaimJournal();
  const names = new NameTable();
  const operator = self();
  let lives = 0;
  const worker: CancellableActor<void> = {
    async init() {
      await names.register("db", self());
      await send(operator, "registered");
    },
    async run() {
      lives += 1;
      if (lives > 1) {
        journal.settled("the restart", "done");
        await receive("end");
      }
      journal.entrusted("the restart", supervisor);
      throw new Error("crash");
    },
    async terminate() {
      if (!(await names.unregister("db"))) throw new Error("db was not registered");
    },
  };
  const children = [{ id: "worker", actor: worker }];
  const supervisor = await CancelSupervisor.start({ children, guardsTerminate });
  await monitor(supervisor);
  await receive("registered");
  await names.unregister("db");
  await quiescence();
  journal.expectSettled();
  await closeDown(supervisor);
}

export const terminateRaises: Scenario = scenario({
  name: "f9-terminate-raises",
  summary: "an error in terminate keeps the supervisor from hearing of a child's end",
  expected: "violated",
  program: () => program(false),
  options: LAZY,
});

export const terminateRaisesFixed: Scenario = scenario({
  name: "f9-terminate-raises-fixed",
  summary: "the supervisor hears of a child's end whatever its terminate does",
  expected: "passed",
  program: () => program(true),
  options: LAZY,
});
