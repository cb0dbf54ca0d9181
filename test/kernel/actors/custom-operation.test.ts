// Operations of a program's own: one step each, with the footprint that they give.

import assert from "node:assert/strict";

import { explore, join, spawn, UsageError, verify } from "heddle";
import { cell, operation, shared } from "heddle/memory";
import type { OwnOperation } from "heddle/memory";
import { describe, expect, test } from "vitest";

/** The classes of one call of each of two actors. */
async function classesOf(one: () => Promise<unknown>, two: () => Promise<unknown>): Promise<number> {
  const report = await verify(async () => {
    for (const pid of [await spawn(one), await spawn(two)]) await join(pid);
  });
  expect(report.redundant).toBe(0);
  return report.classes;
}

type Touches = OwnOperation<[key: string], string>["touches"];

function named(name: string, touches?: Touches): (key: string) => Promise<string> {
  return operation({ name, perform: (key: string) => key, ...(touches === undefined ? {} : { touches }) });
}

describe("two calls", () => {
  test.each<readonly [string, number, Touches, Touches]>([
    ["that say nothing conflict", 2, undefined, undefined],
    ["on one key conflict", 2, (key) => key, (key) => key],
    ["on two keys commute", 1, (key) => `${key} of one`, (key) => `${key} of two`],
    ["that read commute", 1, (key) => ({ read: key }), (key) => ({ read: key })],
    ["that read and write conflict", 2, (key) => ({ read: key }), (key) => ({ write: [key, "other"] })],
    ["that touch nothing commute", 1, () => "nothing", (key) => key],
    ["that touch several things conflict in any", 2, (key) => ({ write: ["x", key] }), (key) => ({ read: ["y", key] })],
  ])("%s: %i", async (_name, classes, one, two) => {
    expect(
      await classesOf(
        () => named("call", one)("a"),
        () => named("call", two)("a"),
      ),
    ).toBe(classes);
  });

  test("of two operations that say nothing commute", async () => {
    expect(
      await classesOf(
        () => named("one")("a"),
        () => named("two")("a"),
      ),
    ).toBe(1);
  });

  test("conflict with heddle's own on the same object", async () => {
    const report = await verify(async () => {
      const counter = cell(0, "counter");
      const reset = operation({ name: "reset", touches: () => counter, perform: () => undefined });
      for (const pid of [await spawn(() => counter.read()), await spawn(() => reset())]) await join(pid);
    });

    expect(report.classes).toBe(2);
  });
});

test("a queue of one's own: the race is found, shown and named", async () => {
  const push = operation({
    name: "queue.push",
    touches: (queue) => queue,
    perform: (queue: string[], item: string) => queue.push(item),
  });
  const report = await explore(async () => {
    const queue = shared<string[]>([], "queue");
    const first = await spawn("first", () => push(queue, "a"));
    const second = await spawn("second", () => push(queue, "b"));
    await join(first);
    await join(second);
    assert.deepEqual([...queue], ["a", "b"]);
  });

  const [found] = report.counterexamples;
  expect(found?.explanation?.sentence).toMatchInlineSnapshot(
    `"Fails when \`second: queue.push(queue)\` comes before \`first: queue.push(queue)\`; passes the other way round."`,
  );
  const steps = found?.trace.filter(({ kind }) => kind === "queue.push");
  expect(steps?.map(({ object, result }) => [object, result])).toEqual([
    [["queue"], ["1"]],
    [["queue"], ["2"]],
  ]);
});

test("a shared array is one thing, and its use within the operation is seen", async () => {
  const push = operation({ name: "push", touches: (queue) => queue, perform: (queue: number[]) => queue.push(1) });
  const length = operation({
    name: "length",
    touches: (queue) => ({ read: queue }),
    perform: (queue: readonly number[]) => queue.length,
  });
  const report = await verify(async () => {
    const queue = shared<number[]>([], "queue");
    for (const pid of [await spawn(() => push(queue)), await spawn(() => length(queue))]) await join(pid);
  });

  expect(report).toMatchObject({ verdict: "passed", executions: 2, classes: 2 });
});

test("what it throws rejects, and what it returns is awaited", async () => {
  const fail = operation({
    name: "fail",
    perform: (): number => {
      throw new RangeError("no");
    },
  });
  const later = operation({ name: "later", perform: () => Promise.resolve(7) });

  const report = await explore(
    async () => {
      await assert.rejects(fail(), RangeError);
      assert.equal(await later(), 7);
    },
    { executions: 1 },
  );

  expect(report.counterexamples).toEqual([]);
});

test.each<readonly [string, unknown]>([
  ["no name", { name: "", perform: () => 0 }],
  ["no function", { name: "x", perform: 1 }],
  ["an unknown option", { name: "x", perform: () => 0, touch: () => "y" }],
])("%s is refused", (_what, traits) => {
  expect(() => operation(traits as never)).toThrow(UsageError);
});
