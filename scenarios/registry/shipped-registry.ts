// The shipped registry in the windows R2–R8, R10 and R12: the programs and the oracle of the broken scenarios, with `Registry` in
// place of the defective one. All of them must pass.

import assert from "node:assert/strict";

import { isAlive, join, kill, monitor, receive, scenario, self, send, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";
import { Registry } from "heddle/registry";

import { ClaimJournal } from "../support/claim-journal.ts";
import { LAZY, quiescence, shutDown } from "../support/quiescence.ts";

type Names = Registry<string, string>;

/** Registers the calling actor and records the reply. */
async function claim(names: Names, journal: ClaimJournal, key: string): Promise<boolean> {
  journal.asks(key);
  const answer = await names.register(key, "");
  if (answer.kind === "ok") journal.granted(key);
  else journal.refused(key, answer.pid);
  return answer.kind === "ok";
}

/** Every rule that can be checked at quiescence. */
async function judge(names: Names, journal: ClaimJournal, dead: readonly Pid[]): Promise<void> {
  await quiescence();
  for (const key of ["db", "web"]) {
    journal.expectFound(key, await pidsOf(names, key));
  }
  const rows = await names.select({});
  journal.expectNoGhosts(rows.map(({ key, pid }) => [key, pid]));
  for (const pid of dead) assert.deepEqual(await names.keys(pid), [], "RI3: a dead actor has no keys");
}

async function pidsOf(names: Names, key: string): Promise<readonly Pid[]> {
  const entries = await names.lookup(key);
  return entries.map(([pid]) => pid);
}

/** R2 and R3: a worker ends, its supervisor restarts it, the successor takes over and is found. */
async function restart(): Promise<void> {
  const journal = new ClaimJournal();
  const names: Names = await Registry.start();
  const first = await spawn("worker", () => claim(names, journal, "db"));
  await monitor(first);
  await receive({ kind: "down", pid: first });
  journal.dead(first);
  const second = await spawn("worker", async () => {
    await claim(names, journal, "db");
    await receive({ kind: "work" });
  });
  await judge(names, journal, [first]);
  await shutDown(second);
}

/** R4: two claimants take over from one dead holder. */
async function takeover(): Promise<void> {
  const journal = new ClaimJournal();
  const names: Names = await Registry.start();
  const owner = await spawn("owner", () => names.register("db", ""));
  await join(owner);
  journal.dead(owner);
  const claimant = async (): Promise<void> => {
    if (await claim(names, journal, "db")) await receive({ kind: "work" });
  };
  const alice = await spawn("alice", claimant);
  const bob = await spawn("bob", claimant);
  await judge(names, journal, [owner]);
  await shutDown(alice, bob);
}

/** R5: two callers look up or start, and registration is the arbiter. */
async function lookupOrStart(): Promise<void> {
  const journal = new ClaimJournal();
  const names: Names = await Registry.start();
  const answers = new Set<Pid>();

  async function worker(starter: Pid): Promise<void> {
    const isRegistered = await claim(names, journal, "db");
    await send(starter, { kind: isRegistered ? "started" : "refused" });
    if (!isRegistered) return;
    journal.serves("db");
    await receive({ kind: "work" });
  }

  async function caller(): Promise<void> {
    const starter = self();
    while ((await names.whereis("db")) === undefined) {
      await spawn("worker", () => worker(starter));
      await receive();
    }
    for (const pid of await pidsOf(names, "db")) answers.add(pid);
  }

  const alice = await spawn("alice", caller);
  const bob = await spawn("bob", caller);
  await join(alice);
  await join(bob);
  assert.equal(answers.size, 1, "both callers have the same worker");
  await shutDown(...answers);
}

/** R6, R7, R8 and R10: a worker is killed while it registers, registers again, unregisters; a rival claims its key. */
async function killed(): Promise<void> {
  const journal = new ClaimJournal();
  const names: Names = await Registry.start();
  const worker = await spawn("worker", async () => {
    await names.register("web", "");
    await Promise.all([names.register("db", "one"), names.register("db", "two")]);
    await names.unregister("web");
  });
  const rival = await spawn("rival", async () => {
    await claim(names, journal, "db");
    await receive({ kind: "work" });
  });
  await kill(worker);
  await join(worker);
  journal.dead(worker);
  await judge(names, journal, [worker]);
  assert.ok(await isAlive(rival), "the registry leaves others alone");
  await shutDown(rival);
}

/** Three actors hand over one key: an actor that has released it is no longer found. */
async function handover(): Promise<void> {
  const journal = new ClaimJournal();
  const names: Names = await Registry.start();

  async function holder(): Promise<void> {
    for (let round = 0; round < 2; round += 1) {
      if (!(await claim(names, journal, "db"))) continue;
      journal.gaveBack("db");
      await names.unregister("db");
      assert.ok(!(await pidsOf(names, "db")).includes(self()), "RI6: who gave a key back is not found under it");
    }
  }

  const pids: Pid[] = [];
  for (const name of ["alice", "bob", "carol"]) pids.push(await spawn(name, holder));
  for (const pid of pids) {
    await join(pid);
    journal.dead(pid);
  }
  await judge(names, journal, pids);
}

/** R12: a listener unregisters itself during a dispatch; the others get the event exactly once. */
async function dispatch(): Promise<void> {
  const listeners: Names = await Registry.start({ keys: "duplicate" });
  const main = self();
  let heard = 0;
  const once = await spawn("once", async () => {
    await listeners.register("events", "");
    await send(main, { kind: "ready" });
    await receive({ kind: "event" });
    await listeners.unregister("events");
  });
  await receive({ kind: "ready" });
  const always = await spawn("always", async () => {
    await listeners.register("events", "");
    await send(main, { kind: "ready" });
    for (;;) {
      await receive({ kind: "event" });
      heard += 1;
    }
  });
  await receive({ kind: "ready" });
  await listeners.dispatch("events", async (entries) => {
    for (const [pid] of entries) await send(pid, { kind: "event" });
  });
  await quiescence();
  assert.equal(heard, 1, "RI11: who is registered during the whole dispatch gets the event exactly once");
  assert.deepEqual(await pidsOf(listeners, "events"), [always], "who unregistered or died is gone");
  await shutDown(once, always);
}

const shipped = (name: string, summary: string, program: () => Promise<void>): Scenario =>
  scenario({ name, summary, expected: "passed", program, options: LAZY });

export const shippedRestart: Scenario = shipped(
  "registry-restart",
  "the shipped registry: a restarted worker takes over and is found (R2, R3)",
  restart,
);

export const shippedTakeover: Scenario = shipped(
  "registry-takeover",
  "the shipped registry: of two claimants one takes over from a dead holder (R4)",
  takeover,
);

export const shippedHandover: Scenario = shipped(
  "registry-handover",
  "the shipped registry: three actors claim one key, give it back and claim it again",
  handover,
);

export const shippedLookupOrStart: Scenario = shipped(
  "registry-lookup-or-start",
  "the shipped registry: registration decides who of two started workers stays (R5)",
  lookupOrStart,
);

export const shippedKilled: Scenario = shipped(
  "registry-killed",
  "the shipped registry: a kill anywhere in register and unregister leaves nothing behind (R6, R7, R8, R10)",
  killed,
);

export const shippedDispatch: Scenario = shipped(
  "registry-dispatch",
  "the shipped registry: a dispatch goes over a snapshot (R12)",
  dispatch,
);
