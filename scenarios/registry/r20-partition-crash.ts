// R20, a partition of the registry crashes: its supervisor restarts it with empty tables. A worker that was registered is only
// monitored; it lives on and assumes that it still has its name.
//
// Class: order violation under a crash. Depth 1.
// Smallest failing interleaving: the partition registers worker · the partition is killed and started again · a lookup finds
//   nobody, while worker lives.
// It takes 1 deviation from the default schedule and 15 context switches.
// Must be found by: every strategy.
// The fixed version links worker and partition, so that a worker that has lost its name does not live on.

import { join, kill, link, receive, scenario, spawn, isAlive } from "heddle";
import type { Pid, Scenario } from "heddle";

import { ClaimJournal } from "../support/claim-journal.ts";
import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";
import { call, startServer } from "../support/server.ts";

type Tie = "link" | "monitor";

interface Request {
  readonly kind: "lookup" | "register";
}

function startPartition(tie: Tie): Promise<Pid> {
  return startServer<Request>("partition", () => {
    let owner: Pid | undefined = undefined;
    return {
      async answer({ kind }, from): Promise<Pid | undefined> {
        if (kind === "lookup") return owner;
        if (tie === "link") await link(from);
        owner = from;
        return owner;
      },
    };
  });
}

/** The main actor is the supervisor. */
async function program(tie: Tie): Promise<void> {
  const journal = new ClaimJournal();
  const partition = await startPartition(tie);
  const worker = await spawn("worker", async () => {
    journal.asks("db");
    await call(partition, { kind: "register" });
    journal.granted("db");
    await receive({ kind: "work" });
  });
  await kill(partition);
  await join(partition);
  const successor = await startPartition(tie);
  await quiescence();
  if (!(await isAlive(worker))) journal.dead(worker);
  const found = await call<Pid | undefined>(successor, { kind: "lookup" });
  journal.expectFound("db", found === undefined ? [] : [found]);
  await shutDown(worker, successor);
}

export const partitionCrash: Scenario = scenario({
  name: "r20-partition-crash",
  summary: "a partition starts again with empty tables, and a worker lives on that nobody finds",
  expected: "violated",
  program: () => program("monitor"),
  options: LAZY,
});

export const partitionCrashFixed: Scenario = scenario({
  name: "r20-partition-crash-fixed",
  summary: "a worker is linked to the partition that knows its name",
  expected: "passed",
  program: () => program("link"),
  options: LAZY,
});
