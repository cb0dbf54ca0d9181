// F13, a lost wake-up across threads: names can be looked up from any thread, but the mailbox behind a pid is not thread-safe.
// Its owner checks the buffer and then sets its waiting flag; a send in between wakes no one.
//
// Class: atomicity violation (check, then act). Depth 2.
// Smallest failing interleaving: owner finds its buffer empty · sender puts the job into the buffer and sees nobody wait ·
//   owner waits.
// It takes 1 deviation from the default schedule and 4 context switches.
// Must be found by: random and pct of depth 3.
// The fixed version's owner checks the buffer again after it has set its waiting flag.

import { receive, scenario, self, send, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";
import { cell } from "heddle/memory";
import type { Cell } from "heddle/memory";
import { NameTable } from "heddle/registry";

import { ClaimJournal } from "../support/claim-journal.ts";
import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";

type Looks = "again" | "once";

/** The mailbox of an actor in another event loop: a buffer, and whether that loop waits to be woken. */
class ThreadMailbox {
  readonly #buffer: Cell<readonly string[]> = cell<readonly string[]>([], "buffer");
  readonly #isWaiting: Cell<boolean> = cell(false, "isWaiting");
  readonly #looks: Looks;

  constructor(looks: Looks) {
    this.#looks = looks;
  }

  async put(owner: Pid, message: string): Promise<void> {
    await this.#buffer.update((messages) => [...messages, message]);
    if (await this.#isWaiting.read()) await send(owner, "wake up");
  }

  async take(): Promise<string> {
    for (;;) {
      const [first] = await this.#buffer.read();
      if (first !== undefined) return first;
      await this.#isWaiting.write(true);
      if (this.#looks === "again" && (await this.#buffer.read()).length > 0) continue;
      await receive("wake up");
    }
  }
}

async function program(looks: Looks): Promise<void> {
  const journal = new ClaimJournal();
  const names = new NameTable();
  const mailbox = new ThreadMailbox(looks);
  const owner = await spawn("owner", async () => {
    await names.register("db", self());
    await mailbox.take();
    journal.settled("the job", "done");
  });
  const sender = await spawn("sender", async () => {
    const found = await names.whereis("db");
    if (found === undefined) return;
    journal.entrusted("the job", found);
    await mailbox.put(found, "job");
  });
  await quiescence();
  journal.expectSettled();
  await shutDown(owner, sender);
}

export const lostWakeUp: Scenario = scenario({
  name: "f13-lost-wake-up",
  summary: "a message from another thread is buffered and its receiver sleeps on",
  expected: "violated",
  program: () => program("once"),
  options: LAZY,
});

export const lostWakeUpFixed: Scenario = scenario({
  name: "f13-lost-wake-up-fixed",
  summary: "the receiver looks again once it has said that it waits",
  expected: "passed",
  program: () => program("again"),
  options: LAZY,
});
