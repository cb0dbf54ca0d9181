// R1, stale lookup (documented behavior of every registry of this kind): a lookup may return a dead owner as long as the registry
// has not received its exit. The bug is in the caller, which assumes that the returned actor is alive.
//
// Class: order violation. Depth 1.
// Smallest failing interleaving: owner registers · owner is killed · the registry answers the client's lookup with it ·
//   only then DOWN(owner) reaches the registry · the client sends its job to a dead actor.
// It takes 1 deviation from the default schedule and 19 context switches.
// Must be found by: every strategy.
// The fixed version checks that the owner is alive, and monitors it before it relies on a reply.

import { isAlive, kill, monitor, receive, scenario, self, send, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";

import { ClaimJournal } from "../support/claim-journal.ts";
import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";
import { call, startServer } from "../support/server.ts";

type Client = "careful" | "trusting";

interface Request {
  readonly kind: "lookup" | "register";
}

function startRegistry(): Promise<Pid> {
  return startServer<Request>("registry", () => {
    let owner: Pid | undefined = undefined;
    return {
      async answer({ kind }, from): Promise<unknown> {
        if (kind === "lookup") return owner;
        owner = from;
        return monitor(from);
      },
      down({ pid }): void {
        if (owner === pid) owner = undefined;
      },
    };
  });
}

async function program(client: Client): Promise<void> {
  const journal = new ClaimJournal();
  const registry = await startRegistry();
  const main = self();

  const owner = await spawn("owner", async () => {
    await call(registry, { kind: "register" });
    await send(main, { kind: "ready" });
    for (;;) {
      const { from } = await receive<{ kind: "job"; from: Pid }>({ kind: "job" });
      journal.settled("the job", "done");
      await send(from, { kind: "done" });
    }
  });
  await receive({ kind: "ready" });
  await monitor(owner);
  await kill(owner);
  await receive({ kind: "down", pid: owner });
  journal.dead(owner);

  await spawn("client", async () => {
    const found = await call<Pid | undefined>(registry, { kind: "lookup" });
    if (found === undefined) return;
    const job = { kind: "job", from: self() };
    if (client === "trusting") {
      journal.entrusted("the job", found);
      await send(found, job);
    } else if (await isAlive(found)) {
      await monitor(found);
      journal.entrusted("the job", found);
      await send(found, job);
      const { kind } = await receive<{ readonly kind: "done" | "down" }>();
      if (kind === "down") journal.settled("the job", "refused");
    }
  });
  await quiescence();
  journal.expectSettled();
  await shutDown(registry);
}

export const staleLookup: Scenario = scenario({
  name: "r1-stale-lookup",
  summary: "a client trusts that a looked-up owner is alive, and its job is lost",
  expected: "violated",
  program: () => program("trusting"),
  options: LAZY,
});

export const staleLookupFixed: Scenario = scenario({
  name: "r1-stale-lookup-fixed",
  summary: "the client checks the owner and monitors it before it relies on it",
  expected: "passed",
  program: () => program("careful"),
  options: LAZY,
});
