// F8, one-for-all captures a stale pid: the supervisor restarts its children one after the other; the new client looks up the
// server before the old server is cancelled, and sends its job to a dead actor.
//
// Class: order violation. Depth 3.
// Smallest failing interleaving: client crashes · the supervisor starts client-2, which finds the old server · it cancels
//   the old server · client-2's job goes to the old server.
// It takes 0 deviations from the default schedule and 14 context switches.
// Must be found by: every strategy.
// The fixed version stops all children before it starts any, and the client looks up the server at each use.

import { receive, scenario, self, send, sleep } from "heddle";
import type { Pid, Scenario } from "heddle";
import { CancelSupervisor } from "heddle/otp";
import type { CancellableActor } from "heddle/otp";
import { NameTable } from "heddle/registry";

import { ClaimJournal } from "../support/claim-journal.ts";
import { LAZY, quiescence } from "../support/quiescence.ts";
import { closeDown } from "../support/supervision.ts";

type Lookup = "at the start" | "at use";

async function program(lookup: Lookup): Promise<void> {
  const journal = new ClaimJournal();
  const names = new NameTable();
  let lives = 0;

  async function found(): Promise<Pid> {
    for (;;) {
      const pid = await names.whereis("server");
      if (pid !== undefined) return pid;
      await sleep(0.1);
    }
  }

  const client: CancellableActor<Pid | undefined> = {
    init: () => (lookup === "at the start" ? names.whereis("server") : undefined),
    async run(known) {
      lives += 1;
      if (lives === 1) throw new Error("crash");
      const server = lookup === "at the start" ? known : await found();
      if (server !== undefined) {
        journal.entrusted("the job", server);
        await send(server, "job");
      }
      await receive("end");
      return known;
    },
  };
  const server: CancellableActor<void> = {
    init: async () => void (await names.register("server", self())),
    async run() {
      await receive("job");
      journal.settled("the job", "done");
    },
    terminate: async () => void (await names.unregister("server")),
  };
  const children = [
    { id: "client", actor: client },
    { id: "server", actor: server },
  ];
  const awaitsTermination = lookup === "at use";
  const supervisor = await CancelSupervisor.start({ strategy: "oneForAll", children, awaitsTermination });
  await quiescence();
  journal.expectSettled();
  await closeDown(supervisor);
}

export const staleSibling: Scenario = scenario({
  name: "f8-stale-sibling",
  summary: "a restarted child keeps the pid of a sibling that is restarted after it",
  expected: "violated",
  program: () => program("at the start"),
  options: LAZY,
});

export const staleSiblingFixed: Scenario = scenario({
  name: "f8-stale-sibling-fixed",
  summary: "all end before any is started, and siblings are looked up at use",
  expected: "passed",
  program: () => program("at use"),
  options: LAZY,
});
