// lru-cache 7.16.1, unmodified: a load that is evicted in progress is notified by an abort signal; when it then returns no value,
// as the documentation prescribes, `fetch` resolves with undefined as if that were the value. 7.16.2 rejects with the reason of
// the abort.
//
// Class: order violation. Depth 1.
// Smallest failing interleaving: alice fetches a, the load begins · bob fetches b, which evicts a · the load of a sees the
//   abort and ends · alice's fetch resolves with undefined.
// It takes 0 deviations from the default schedule and 2 context switches.
// Must be found by: every strategy.

import assert from "node:assert/strict";

import BrokenCache from "lru-cache-7.16.1";
import FixedCache from "lru-cache-7.16.2";

import { join, scenario, spawn } from "heddle";
import type { Scenario } from "heddle";
import { port } from "heddle/ports";

type Load = (key: string, stale: unknown, options: { readonly signal: { readonly aborted: boolean } }) => unknown;

/** The common API of both versions. */
interface Cache {
  fetch(key: string): Promise<string | undefined>;
}

type CacheClass = new (options: { readonly max: number; readonly fetchMethod: Load }) => Cache;

/** The result of a fetch; "evicted" when its load was evicted. */
async function fetchOrEvicted(cache: Cache, key: string): Promise<string | undefined> {
  try {
    return await cache.fetch(key);
  } catch (error) {
    if (error instanceof Error && error.message === "evicted") return "evicted";
    throw error;
  }
}

async function program(LruCache: CacheClass): Promise<void> {
  const query = port(async (key: string) => `the value of ${key}`, {
    name: "query",
    touches: (key) => ({ read: key }),
  });
  const cache = new LruCache({
    max: 1,
    async fetchMethod(key, _stale, { signal }) {
      const value = await query(key);
      return signal.aborted ? undefined : value;
    },
  });

  async function caller(key: string): Promise<void> {
    const value = await fetchOrEvicted(cache, key);
    assert.ok(value === "evicted" || value === `the value of ${key}`, "a fetch gives the value or an error");
  }

  const alice = await spawn("alice", () => caller("a"));
  const bob = await spawn("bob", () => caller("b"));
  await join(alice);
  await join(bob);
}

export const realLruCache: Scenario = scenario({
  name: "real-lru-cache-7.16.1",
  summary: "lru-cache 7.16.1: a fetch that is evicted while loading resolves with undefined",
  expected: "violated",
  program: () => program(BrokenCache as CacheClass),
});

export const realLruCacheFixed: Scenario = scenario({
  name: "real-lru-cache-7.16.2",
  summary: "lru-cache 7.16.2: a fetch that is evicted while loading rejects",
  expected: "passed",
  program: () => program(FixedCache as CacheClass),
});
