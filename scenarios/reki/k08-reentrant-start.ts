// K8, a reentrant start: the start function of web requests db. If db has to be started too, the registry waits for the factory,
// in which the function runs, and the factory waits for the registry.
//
// Class: deadlock. Depth 1.
// Smallest failing interleaving: alice's request for web comes before bob's for db.
// It takes 1 deviation from the default schedule and 8 context switches.
// Must be found by: every strategy.
// The fixed version runs each start function in a separate actor; a request for a key that is being started waits for that key.

import { join, scenario, spawn } from "heddle";
import type { Pid, Scenario } from "heddle";
import { GenServer } from "heddle/otp";
import type { From, ServerModule, ServerRef } from "heddle/otp";

import { ClaimJournal } from "../support/claim-journal.ts";
import { Crew, rowsByKey } from "./plain-reki.ts";
import type { Start, Wanted } from "./plain-reki.ts";
import { shutDown } from "../support/quiescence.ts";

type Place = "a starter of its own" | "the factory";

interface FactoryProtocol {
  call: { request: Start; reply: Pid };
}

interface RegistryProtocol {
  call: { request: Wanted; reply: Pid };
  cast: { readonly key: string; readonly pid: Pid };
}

const factoryModule: ServerModule<FactoryProtocol, undefined> = {
  init: () => ({ state: undefined }),
  handleCall: async (start, _from, state) => ({ reply: await start(), state }),
};

async function program(place: Place): Promise<void> {
  const crew = new Crew(new ClaimJournal());
  const rows = rowsByKey();
  const waiting = new Map<string, From<Pid>[]>();
  const factory = await GenServer.start(factoryModule, undefined, { name: "factory" });

  const module: ServerModule<RegistryProtocol, undefined> = {
    init: () => ({ state: undefined }),
    async handleCall({ key, start }, from, state) {
      const found = await rows.get(key);
      if (found !== undefined) return { reply: found, state };
      if (place === "the factory") {
        const pid = await GenServer.call(factory, start);
        await rows.insert(key, pid);
        return { reply: pid, state };
      }
      const others = waiting.get(key);
      waiting.set(key, [...(others ?? []), from]);
      if (others === undefined) {
        await spawn("starter", async () => GenServer.cast(registry, { key, pid: await start() }));
      }
      return { state };
    },
    async handleCast({ key, pid }, state) {
      await rows.insert(key, pid);
      for (const from of waiting.get(key) ?? []) GenServer.reply(from, pid);
      return { state };
    },
  };
  const registry: ServerRef<RegistryProtocol> = await GenServer.start(module, undefined, { name: "registry" });

  async function lookupOrStart(wanted: Wanted): Promise<Pid> {
    return (await rows.get(wanted.key)) ?? (await GenServer.call(registry, wanted));
  }
  const db: Wanted = { key: "db", start: crew.starting("db") };
  const web: Wanted = {
    key: "web",
    start: async () => {
      await lookupOrStart(db);
      return crew.starting("web")();
    },
  };

  const bob = await spawn("bob", () => lookupOrStart(db));
  const alice = await spawn("alice", () => lookupOrStart(web));
  await join(bob);
  await join(alice);
  await shutDown(...crew.pids);
}

export const reentrantStart: Scenario = scenario({
  name: "k8-reentrant-start",
  summary: "a start function asks for another key, and registry and factory wait for each other",
  expected: "violated",
  program: () => program("the factory"),
});

export const reentrantStartFixed: Scenario = scenario({
  name: "k8-reentrant-start-fixed",
  summary: "start functions run in actors of their own",
  expected: "passed",
  program: () => program("a starter of its own"),
});
