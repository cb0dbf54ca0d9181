// R22, registering on behalf of others: a proxy registers a worker while the worker registers itself. Both rewrite the list of
// keys that the cleanup uses, and one of the two keys is lost from it.
//
// Class: atomicity violation (read, then write). Depth 2.
// Smallest failing interleaving: proxy reads the worker's list · worker reads it too and writes its key · proxy writes its own
//   over it · worker ends, and the cleanup leaves web behind.
// It takes 1 deviation from the default schedule and 8 context switches.
// Must be found by: every strategy.
// The fixed version has the proxy ask the worker: only the worker writes its own rows.

import { join, receive, scenario, send, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";
import { table } from "heddle/memory";

import { ClaimJournal } from "../support/claim-journal.ts";
import { LAZY, quiescence } from "../support/quiescence.ts";

type Registrant = "anybody" | "only itself";

async function program(registrant: Registrant): Promise<void> {
  const journal = new ClaimJournal();
  const owners = table<string, Pid>("owners");
  const owned = table<Pid, readonly string[]>("owned");

  async function register(key: string, pid: Pid): Promise<void> {
    const keys = (await owned.get(pid)) ?? [];
    await owned.insert(pid, [...keys, key]);
    await owners.insertNew(key, pid);
  }

  const worker: Pid = await spawn("worker", async () => {
    const { pid } = await receive<{ kind: "start"; pid: Pid }>({ kind: "start" });
    await register("web", pid);
    const { key } = await receive<{ kind: "register"; key: string }>({ kind: "register" });
    if (registrant === "only itself") await register(key, pid);
  });
  await send(worker, { kind: "start", pid: worker });
  const proxy = await spawn("proxy", async () => {
    if (registrant === "anybody") await register("db", worker);
    await send(worker, { kind: "register", key: "db" });
  });
  await join(proxy);
  await join(worker);
  journal.dead(worker);
  // The cleanup of a dead worker by the janitor.
  for (const key of (await owned.take(worker)) ?? []) await owners.deleteExact(key, worker);
  await quiescence();
  journal.expectNoGhosts(await owners.entries());
}

export const onBehalf: Scenario = scenario({
  name: "r22-on-behalf",
  summary: "a proxy and a worker register the worker at once, and one key outlives it",
  expected: "violated",
  program: () => program("anybody"),
  options: LAZY,
});

export const onBehalfFixed: Scenario = scenario({
  name: "r22-on-behalf-fixed",
  summary: "only the worker registers itself",
  expected: "passed",
  program: () => program("only itself"),
  options: LAZY,
});
