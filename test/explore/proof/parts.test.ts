// The parts of a proof's test: digests of classes, orders of steps, differences between executions.

import { describe, expect, test } from "vitest";

import { afterSwaps, swapsBetween } from "../../../src/explore/proof/adjacent-swaps.ts";
import { ClassDigests } from "../../../src/explore/proof/class-digests.ts";
import { firstDifference } from "../../../src/explore/proof/first-difference.ts";
import { ValueDigest } from "../../../src/explore/execution/value-digest.ts";
import { trace } from "../../report/steps.ts";

describe("digests of classes", () => {
  test("are kept by class, the first of each", () => {
    const digests = new ClassDigests();
    for (let number = 0; number < 5_000; number += 1) digests.add(number * 4_294_967_296, number);

    expect(digests.add(4_294_967_296, 7)).toBe(1);
    expect(digests.get(4_999 * 4_294_967_296)).toBe(4_999);
    expect(digests.get(5_000 * 4_294_967_296)).toBeUndefined();
  });

  test("are kept of every second class, every fourth, and so on, once there are too many", () => {
    const digests = new ClassDigests(8);
    for (let number = 0; number < 32; number += 1) digests.add(number, number);

    const kept = Array.from({ length: 32 }, (_, number) => number).filter((number) => digests.get(number) === number);
    expect(kept).toEqual([0, 4, 8, 12, 16, 20, 24, 28]);
    expect(kept.every((number) => digests.keeps(number))).toBe(true);
    expect(digests.keeps(3)).toBe(false);
  });
});

test("an order is reached by swaps of adjacent steps, each of which can be looked at", () => {
  const order = [2, 0, 3, 1];

  expect(swapsBetween(order)).toBe(3);
  expect([0, 1, 2, 3].map((count) => afterSwaps(order, count))).toEqual([
    { order: [0, 1, 2, 3], swapped: 0 },
    { order: [0, 2, 1, 3], swapped: 1 },
    { order: [2, 0, 1, 3], swapped: 0 },
    { order: [2, 0, 3, 1], swapped: 2 },
  ]);
});

test("the first difference of two executions is found task by task", () => {
  const one = trace({ actor: "a", kind: "x" }, { actor: "b", kind: "y" }, { actor: "a", kind: "z" });
  const other = trace({ actor: "b", kind: "y" }, { actor: "a", kind: "x" }, { actor: "a", kind: "w" });

  expect(firstDifference(one, one)).toBeUndefined();
  expect(firstDifference(one, other)?.map((step) => step?.kind)).toEqual(["z", "w"]);
  expect(firstDifference(one.slice(0, 2), other)?.map((step) => step?.kind)).toEqual([undefined, "w"]);
});

test("values have equal hashes if their structures are equal", () => {
  const values = new ValueDigest();
  const hash = (value: unknown): number => values.add(0, value);
  const different = [
    undefined,
    null,
    0,
    0.5,
    1,
    "1",
    true,
    false,
    1n,
    [],
    [1],
    [[1]],
    {},
    { a: 1 },
    { a: 2 },
    { b: 1 },
  ].concat([new Map([[1, 2]]), new Set([1]), new Error("a"), new TypeError("a"), new Date(1)] as never);

  expect(new Set(different.map(hash)).size).toBe(different.length);
  expect(different.map(hash)).toEqual(different.map((value) => hash(structuredClone(value))));
});

test("the hash of a value calls no getter, since a getter may change what the program does next", () => {
  let calls = 0;
  const value = {
    get next(): number {
      calls += 1;
      return calls;
    },
  };

  expect(new ValueDigest().add(0, value)).toBe(new ValueDigest().add(0, value));
  expect(calls).toBe(0);
});
