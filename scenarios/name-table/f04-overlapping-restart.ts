// F4, an overlapping restart erases the name: the supervisor cancels a worker and starts its successor without waiting; the
// successor is refused the name, and then the old worker's terminate unregisters it.
//
// Class: order violation. Depth 1.
// Smallest failing interleaving: trigger crashes · the supervisor cancels worker and starts worker-2 · worker-2 is refused
//   db, which worker still holds · the cancellation reaches worker, which unregisters db.
// It takes 0 deviations from the default schedule and 13 context switches.
// Must be found by: every strategy.
// The fixed version waits for the exit of the old worker before it starts the new one.

import { receive, scenario, self } from "heddle";
import type { Scenario } from "heddle";
import { CancelSupervisor } from "heddle/otp";
import type { CancellableActor } from "heddle/otp";
import { NameTable } from "heddle/registry";

import { ClaimJournal } from "../support/claim-journal.ts";
import { judgeHolder } from "../support/name-holders.ts";
import { LAZY, quiescence } from "../support/quiescence.ts";
import { closeDown } from "../support/supervision.ts";

async function program(awaitsTermination: boolean): Promise<void> {
  const journal = new ClaimJournal();
  const names = new NameTable();
  const worker: CancellableActor<void> = {
    async init() {
      await names.register("db", self());
      journal.relies("db");
    },
    run: async () => void (await receive("end")),
    async terminate() {
      journal.retires();
      await names.unregister("db");
    },
  };
  let lives = 0;
  const trigger: CancellableActor<void> = {
    async run() {
      lives += 1;
      if (lives === 1) throw new Error("crash");
      await receive("end");
    },
  };
  const children = [
    { id: "worker", actor: worker },
    { id: "trigger", actor: trigger },
  ];
  const supervisor = await CancelSupervisor.start({ strategy: "oneForAll", children, awaitsTermination });
  await quiescence();
  await judgeHolder(names, "db", journal);
  await closeDown(supervisor);
}

export const overlappingRestart: Scenario = scenario({
  name: "f4-overlapping-restart",
  summary: "a worker that is cancelled removes the name that its successor relies on",
  expected: "violated",
  program: () => program(false),
  options: LAZY,
});

export const overlappingRestartFixed: Scenario = scenario({
  name: "f4-overlapping-restart-fixed",
  summary: "the supervisor waits for the end of the old before it starts the new",
  expected: "passed",
  program: () => program(true),
  options: LAZY,
});
