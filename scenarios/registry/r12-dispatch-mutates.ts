// R12, a callback changes the registry during a dispatch: the dispatcher iterates over the live list of listeners by index. A
// listener that wants only one event unregisters itself on receipt, the others move up, and one is skipped.
//
// Class: atomicity violation. Depth 2.
// Smallest failing interleaving: dispatcher reads the list and sends to once, its first · once gets the event and
//   unregisters itself · dispatcher reads the list for its second, which was the third.
// It takes 2 deviations from the default schedule and 9 context switches.
// Must be found by: every strategy.
// The fixed version iterates over a snapshot.

import assert from "node:assert/strict";

import { receive, scenario, self, send, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";
import { cell } from "heddle/memory";
import type { Cell } from "heddle/memory";

import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";

type Walk = "a snapshot" | "the live list";
type Listeners = Cell<readonly Pid[]>;

/** Sends an event to every listener. */
async function dispatch(listeners: Listeners, walk: Walk): Promise<void> {
  let entries = await listeners.read();
  for (let index = 0; index < entries.length; index += 1) {
    const listener = entries[index];
    if (listener !== undefined) await send(listener, { kind: "event" });
    if (walk === "the live list") entries = await listeners.read();
  }
}

async function program(walk: Walk): Promise<void> {
  const listeners: Listeners = cell<readonly Pid[]>([], "listeners");
  const main = self();
  const heard: string[] = [];

  async function register(): Promise<void> {
    const pid = self();
    await listeners.update((pids) => [...pids, pid]);
    await send(main, { kind: "ready", pid });
  }

  async function unregister(): Promise<void> {
    const pid = self();
    await listeners.update((pids) => pids.filter((other) => other !== pid));
  }

  const once = await spawn("once", async () => {
    await register();
    await receive({ kind: "event" });
    await unregister();
  });
  await receive({ kind: "ready", pid: once });
  const always = await spawn("always", async () => {
    await register();
    for (;;) {
      await receive({ kind: "event" });
      heard.push("always");
    }
  });
  await receive({ kind: "ready", pid: always });

  await dispatch(listeners, walk);
  await quiescence();
  assert.deepEqual(heard, ["always"], "RI11: who is registered during the whole dispatch gets the event exactly once");
  await shutDown(always);
}

export const dispatchMutates: Scenario = scenario({
  name: "r12-dispatch-mutates",
  summary: "a listener that unregisters during a dispatch makes it skip another",
  expected: "violated",
  program: () => program("the live list"),
  options: LAZY,
});

export const dispatchMutatesFixed: Scenario = scenario({
  name: "r12-dispatch-mutates-fixed",
  summary: "a dispatch goes over a snapshot",
  expected: "passed",
  program: () => program("a snapshot"),
  options: LAZY,
});
