// K7, head-of-line blocking: start functions run in the factory, for which the registry waits. While a start for one key takes
// long, callers of other keys time out.
//
// Class: order violation. Depth 1.
// Smallest failing interleaving: the registry takes alice's request for db, whose start takes long · bob's timeout.
// It takes 0 deviations from the default schedule and 6 context switches.
// Must be found by: every strategy.
// The fixed version starts each key in a separate actor, which replies to the caller.

import assert from "node:assert/strict";

import { join, P, receive, scenario, self, send, sleep, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";

import { LAZY, shutDown } from "../support/quiescence.ts";

type Place = "a starter of its own" | "the registry";

interface Request {
  readonly from: Pid;
  readonly milliseconds: number;
}

async function program(place: Place): Promise<void> {
  const registry = await spawn("registry", async () => {
    for (;;) {
      const { from, milliseconds } = await receive<Request>();
      const start = async (): Promise<void> => {
        await sleep(milliseconds);
        await send(from, { kind: "answer" });
      };
      if (place === "the registry") await start();
      else await spawn("starter", start);
    }
  });

  function asking(milliseconds: number, timeout: number) {
    return async (): Promise<void> => {
      await send(registry, { from: self(), milliseconds } satisfies Request);
      const answer = await receive({ kind: P.string }, { timeout });
      assert.ok(answer !== undefined, `KI6: ${self().path} timed out, though nobody else asks for its key`);
    };
  }

  const alice = await spawn("alice", asking(6_000, 20_000));
  const bob = await spawn("bob", asking(1, 5_000));
  await join(alice);
  await join(bob);
  await shutDown(registry);
}

export const headOfLine: Scenario = scenario({
  name: "k7-head-of-line",
  summary: "a slow start for one key makes the callers of another time out",
  expected: "violated",
  program: () => program("the registry"),
  options: LAZY,
});

export const headOfLineFixed: Scenario = scenario({
  name: "k7-head-of-line-fixed",
  summary: "each start runs in an actor of its own",
  expected: "passed",
  program: () => program("a starter of its own"),
  options: LAZY,
});
