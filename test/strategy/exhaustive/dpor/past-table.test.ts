// What is remembered of pasts.

import { expect, test } from "vitest";

import { PastTable } from "../../../../src/strategy/exhaustive/dpor/events/past-table.ts";

/** The numbers of pasts that are known, of those from 0 to `count`. */
function knownOf(table: PastTable, count: number): readonly number[] {
  return Array.from({ length: count }, (_each, past) => past).filter((past) => table.get(past * 64, -past) >= 0);
}

test("a past has the number that it got last, and another with half of its hash has none", () => {
  const table = new PastTable();
  table.set(64, -1, 3);
  table.set(64, -1, 0);
  expect([table.get(64, -1), table.get(64, -2), table.get(0, -1)]).toEqual([0, -1, -1]);
});

test("up to twice 4,096 pasts are known, then the oldest half is forgotten", () => {
  const table = new PastTable();
  for (let past = 0; past < 8_192; past += 1) table.set(past * 64, -past, past);
  expect(knownOf(table, 8_193)).toHaveLength(8_192);
  table.set(8_192 * 64, -8_192, 7);
  expect(knownOf(table, 8_193)).toHaveLength(4_097);
  expect([table.get(0, 0), table.get(4_096 * 64, -4_096), table.get(8_192 * 64, -8_192)]).toEqual([-1, 4_096, 7]);
});
