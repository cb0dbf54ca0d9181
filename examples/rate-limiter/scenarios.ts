// Three requests of one client at the same time, then one a second later.

import assert from "node:assert/strict";

import { join, scenario, sleep, spawn } from "heddle";
import { cell } from "heddle/memory";
import type { Cell } from "heddle/memory";

import { checkThenCount, countThenCheck, LIMIT } from "./limiter.ts";
import type { Counters } from "./limiter.ts";

/** The store of the scenarios. Every operation on a cell of heddle is a point at which another actor may come first. */
function memoryCounters(): Counters {
  const cells = new Map<string, Cell<number>>();
  const cellOf = (key: string): Cell<number> => {
    const found = cells.get(key) ?? cell(0, key);
    cells.set(key, found);
    return found;
  };
  return {
    get: (key) => cellOf(key).read(),
    set: (key, count) => cellOf(key).write(count),
    increment: (key) => cellOf(key).update((count) => count + 1),
  };
}

const requests = (isAllowed: typeof countThenCheck) => async () => {
  const counters = memoryCounters();
  let allowed = 0;
  const request = async (): Promise<void> => {
    if (await isAllowed(counters, "ann")) allowed += 1;
  };
  const first = [await spawn("first", request), await spawn("second", request), await spawn("third", request)];
  for (const one of first) await join(one);
  assert.equal(allowed, LIMIT, "the limit holds");
  await sleep(1_000);
  await request();
  assert.equal(allowed, LIMIT + 1, "a second later there is room again");
};

export const limiterChecksFirst = scenario({
  name: "limiter-checks-first",
  summary: "each request reads the count and then writes it: too many get through",
  expected: "violated",
  program: requests(checkThenCount),
});

export const limiterCountsFirst = scenario({
  name: "limiter-counts-first",
  summary: "each request counts itself in one operation",
  program: requests(countThenCheck),
});
