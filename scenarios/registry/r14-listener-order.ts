// R14, listener order inversion: one worker releases a key and a second takes it; each changes the table and then notifies the
// listener itself. The listener is notified of the second before the first, and considers the key free.
//
// Class: atomicity violation (change, then tell). Depth 1.
// Smallest failing interleaving: first deletes its row · second inserts its own and tells the listener · only then the
//   listener hears that first has unregistered.
// It takes 1 deviation from the default schedule and 11 context switches.
// Must be found by: every strategy.
// The fixed version lets the registry change the table and notify: its messages arrive in the order it sends them.

import assert from "node:assert/strict";

import { isAlive, join, receive, scenario, self, send, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";
import { table } from "heddle/memory";
import type { SetTable } from "heddle/memory";

import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";
import { call, startServer } from "../support/server.ts";

type Teller = "the caller" | "the registry";

interface Event {
  readonly kind: "register" | "unregister";
  readonly pid: Pid;
}

/** Changes the table and notifies the listener; whether there was a change. */
async function change(owners: SetTable<string, Pid>, listener: Pid, { kind, pid }: Event): Promise<boolean> {
  const isDone = kind === "register" ? await owners.insertNew("db", pid) : await owners.deleteExact("db", pid);
  if (isDone) await send(listener, { kind, pid });
  return isDone;
}

async function program(teller: Teller): Promise<void> {
  const owners = table<string, Pid>("owners");
  const view: { owner: Pid | undefined } = { owner: undefined };

  const listener = await spawn("listener", async () => {
    for (;;) {
      const { kind, pid } = await receive<Event>();
      view.owner = kind === "register" ? pid : undefined;
    }
  });
  const registry = await startServer<Event>("registry", () => ({
    answer: (event) => change(owners, listener, event),
  }));

  function apply(kind: Event["kind"]): Promise<boolean> {
    const event: Event = { kind, pid: self() };
    return teller === "the caller" ? change(owners, listener, event) : call<boolean>(registry, event);
  }

  const main = self();
  const first = await spawn("first", async () => {
    await apply("register");
    await send(main, { kind: "ready" });
    await apply("unregister");
  });
  await receive({ kind: "ready" });
  const second = await spawn("second", async () => {
    if (await apply("register")) await receive({ kind: "work" });
  });
  await join(first);
  await quiescence();
  const owner = (await isAlive(second)) ? second : undefined;
  assert.equal(view.owner, owner, "RI13: the events say who owns the key");
  await shutDown(second, listener, registry);
}

export const listenerOrder: Scenario = scenario({
  name: "r14-listener-order",
  summary: "a listener hears that a key was taken before it hears that it was given back",
  expected: "violated",
  program: () => program("the caller"),
  options: LAZY,
});

export const listenerOrderFixed: Scenario = scenario({
  name: "r14-listener-order-fixed",
  summary: "the registry itself changes the table and tells of it",
  expected: "passed",
  program: () => program("the registry"),
  options: LAZY,
});
