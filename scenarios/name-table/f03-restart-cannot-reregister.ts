// F3, a restart cannot register: a worker exits with its name; its successor's `register` returns false, which it ignores.
//
// Class: order violation; every schedule fails. Depth 0.
// Smallest failing interleaving: worker registers and crashes · the supervisor starts a successor · its register is
//   refused for the dead worker.
// It takes 0 deviations from the default schedule and 9 context switches.
// Must be found by: every strategy.
// The fixed version waits for the exit of the old worker before it starts the new one; dead actors hold no names.

import { receive, scenario, self } from "heddle";
import type { Scenario } from "heddle";
import { CancelSupervisor } from "heddle/otp";
import type { CancellableActor } from "heddle/otp";
import { NameTable } from "heddle/registry";

import { ClaimJournal } from "../support/claim-journal.ts";
import { judgeHolder } from "../support/name-holders.ts";
import { LAZY, quiescence } from "../support/quiescence.ts";
import { closeDown } from "../support/supervision.ts";

async function program(safe: boolean): Promise<void> {
  const journal = new ClaimJournal();
  const names = await NameTable.start({ safe });
  let lives = 0;
  const worker: CancellableActor<void> = {
    async init() {
      await names.register("db", self());
      journal.relies("db");
    },
    async run() {
      lives += 1;
      if (lives === 1) throw new Error("crash");
      await receive("end");
    },
    terminate: () => {
      journal.retires();
    },
  };
  const children = [{ id: "worker", actor: worker }];
  const supervisor = await CancelSupervisor.start({ children, awaitsTermination: safe });
  await quiescence();
  await judgeHolder(names, "db", journal);
  await closeDown(supervisor);
}

export const restartCannotReregister: Scenario = scenario({
  name: "f3-restart-cannot-reregister",
  summary: "a restarted worker is refused its name, which stays with its dead predecessor",
  expected: "violated",
  program: () => program(false),
  options: LAZY,
});

export const restartCannotReregisterFixed: Scenario = scenario({
  name: "f3-restart-cannot-reregister-fixed",
  summary: "the supervisor waits for the end of the old, and the dead hold no names",
  expected: "passed",
  program: () => program(true),
  options: LAZY,
});
