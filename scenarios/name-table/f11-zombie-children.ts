// F11, zombie children: a supervisor that gives up does not cancel its children; after it is started again, two actors serve one
// name.
//
// Class: order violation; every schedule fails. Depth 0.
// Smallest failing interleaving: server serves db · crasher crashes, and the supervisor gives up · its successor starts
//   another server, which serves db.
// It takes 0 deviations from the default schedule and 13 context switches.
// Must be found by: every strategy.
// The fixed version's supervisor cancels its children, and waits for them, when it gives up.

import { monitor, P, Pid, receive, scenario, self, send } from "heddle";
import type { Scenario } from "heddle";
import { CancelSupervisor } from "heddle/otp";
import type { CancellableActor } from "heddle/otp";

import { ClaimJournal } from "../support/claim-journal.ts";
import { LAZY, quiescence } from "../support/quiescence.ts";
import { closeDown } from "../support/supervision.ts";

/** The main actor starts the supervisor again. */
async function program(cancelsChildren: boolean): Promise<void> {
  const journal = new ClaimJournal();
  const server: CancellableActor<void> = {
    init: () => {
      journal.serves("db");
    },
    run: async () => void (await receive("end")),
    terminate: () => {
      journal.retires();
    },
  };
  const main = self();
  const crasher: CancellableActor<void> = {
    init: () => send(main, { kind: "ready", pid: self() }),
    async run() {
      await receive("crash");
      throw new Error("crash");
    },
  };
  const children = [{ id: "server", actor: server }];
  const first = await CancelSupervisor.start({
    children: [...children, { id: "crasher", actor: crasher }],
    maxRestarts: 0,
    cancelsChildren,
  });
  await monitor(first);
  const { pid } = await receive({ kind: "ready", pid: P.instanceOf(Pid) });
  await send(pid, "crash");
  await receive({ kind: "down", pid: first });
  const second = await CancelSupervisor.start({ children });
  await quiescence();
  await closeDown(second);
}

export const zombieChildren: Scenario = scenario({
  name: "f11-zombie-children",
  summary: "the children of a supervisor that gave up serve on beside their successors",
  expected: "violated",
  program: () => program(false),
  options: LAZY,
});

export const zombieChildrenFixed: Scenario = scenario({
  name: "f11-zombie-children-fixed",
  summary: "a supervisor that gives up ends its children first",
  expected: "passed",
  program: () => program(true),
  options: LAZY,
});
