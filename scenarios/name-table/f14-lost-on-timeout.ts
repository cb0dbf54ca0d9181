// F14, a message is lost on a receive timeout: the timeout also covers the handler; it fires after the message was taken out of
// the mailbox and before it is handled.
//
// Class: order violation under a cancellation. Depth 2.
// Smallest failing interleaving: worker takes the job and begins to handle it · the timeout cancels it · it takes it that
//   there was no message.
// It takes 1 deviation from the default schedule and 5 context switches.
// Must be found by: every strategy.
// The fixed version's timeout covers the wait only: the handler is shielded.

import { cancel, Cancelled, pause, receive, scenario, send, shield, spawn } from "heddle";
import type { Scenario } from "heddle";

import { ClaimJournal } from "../support/claim-journal.ts";
import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";

type Covered = "the wait" | "the wait and the handler";

async function program(covered: Covered): Promise<void> {
  const journal = new ClaimJournal();

  async function handle(): Promise<void> {
    await pause();
    journal.settled("the job", "done");
  }

  async function receiveAndHandle(): Promise<void> {
    await receive("job");
    if (covered === "the wait") await shield(handle);
    else await handle();
  }

  const worker = await spawn("worker", async () => {
    try {
      await receiveAndHandle();
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      // No message so far: wait once more, without a timeout.
      await shield(receiveAndHandle);
    }
  });
  await spawn("time-out", () => cancel(worker));
  journal.entrusted("the job", worker);
  await send(worker, "job");
  await quiescence();
  journal.expectSettled();
  await shutDown(worker);
}

export const lostOnTimeout: Scenario = scenario({
  name: "f14-lost-on-timeout",
  summary: "a time-out strikes while the handler runs, and the message is gone",
  expected: "violated",
  program: () => program("the wait and the handler"),
  options: LAZY,
});

export const lostOnTimeoutFixed: Scenario = scenario({
  name: "f14-lost-on-timeout-fixed",
  summary: "the time of the handler is not part of the time-out",
  expected: "passed",
  program: () => program("the wait"),
  options: LAZY,
});
