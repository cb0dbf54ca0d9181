// p-memoize 6.0.1, unmodified: it awaits the cache before it checks for a pending call with the key, so that two concurrent calls
// both execute. 7.0.0 checks first, in the same turn.
//
// Class: atomicity violation (check, then act). Depth 2.
// Smallest failing interleaving: alice's call asks the cache, no · bob's call asks the cache, no · both execute.
// It takes 1 deviation from the default schedule and 14 context switches.
// Must be found by: every strategy.

import assert from "node:assert/strict";

import brokenMemoize from "p-memoize-6.0.1";
import fixedMemoize from "p-memoize-7.0.0";

import { join, scenario, spawn } from "heddle";
import type { Scenario } from "heddle";
import { port, ports } from "heddle/ports";

type Load = (key: string) => Promise<string>;

/** The cache interface of both versions. */
interface Cache {
  has(key: string): Promise<boolean>;
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
}

type Memoize = (load: Load, options: { readonly cache: Cache }) => Load;

async function program(memoize: Memoize): Promise<void> {
  const entries = new Map<string, string>();
  const cache: Cache = ports(
    {
      has: async (key: string) => entries.has(key),
      get: async (key: string) => entries.get(key),
      async set(key: string, value: string) {
        entries.set(key, value);
      },
      async delete(key: string) {
        entries.delete(key);
      },
    },
    {
      name: "cache",
      touches: (method, key) => (method === "has" || method === "get" ? { read: String(key) } : String(key)),
    },
  );
  let executions = 0;
  const query = port(
    async (key: string) => {
      executions += 1;
      return `the value of ${key}`;
    },
    { name: "query" },
  );
  const load = memoize(query, { cache });

  async function caller(): Promise<void> {
    assert.equal(await load("db"), "the value of db");
  }

  const alice = await spawn("alice", caller);
  const bob = await spawn("bob", caller);
  await join(alice);
  await join(bob);
  assert.equal(executions, 1, "concurrent calls for one key execute once");
}

export const realPMemoize: Scenario = scenario({
  name: "real-p-memoize-6.0.1",
  summary: "p-memoize 6.0.1: concurrent calls both execute",
  expected: "violated",
  program: () => program(brokenMemoize as Memoize),
});

export const realPMemoizeFixed: Scenario = scenario({
  name: "real-p-memoize-7.0.0",
  summary: "p-memoize 7.0.0: concurrent calls share one execution",
  expected: "passed",
  program: () => program(fixedMemoize as Memoize),
});
