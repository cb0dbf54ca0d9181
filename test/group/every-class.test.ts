// Small programs in every order: the reduction finds the outcomes of all schedules, and reads of other keys commute.

import { explore, receive, spawn } from "heddle";
import type { Report } from "heddle";
import { Group } from "heddle/group";
import { expect, test } from "vitest";

import { spreadKeys } from "./support/spread-keys.ts";

const UNTIMED = { timeout: Number.POSITIVE_INFINITY };

/** Explores a program exhaustively. @returns its distinct outcomes, sorted */
async function all(
  strategy: "dfs" | "dpor",
  program: (report: (line: string) => void) => Promise<void>,
): Promise<{ readonly report: Report; readonly outcomes: readonly string[] }> {
  const outcomes = new Set<string>();
  const report = await explore(
    () =>
      program((line) => {
        outcomes.add(line);
      }),
    { strategy, executions: 100_000, shrink: false, time: "lazy" },
  );
  expect([report.verdict, report.exhausted]).toEqual(["passed", true]);
  return { report, outcomes: [...outcomes].toSorted() };
}

/** Two actors that live on. */
async function both(one: () => Promise<unknown>, other: () => Promise<unknown>): Promise<void> {
  for (const [name, work] of [
    ["one", one],
    ["other", other],
  ] as const) {
    await spawn(name, async () => {
      await work();
      await receive("end");
    });
  }
}

test("two who register one key: either may get it", async () => {
  const program = async (report: (line: string) => void): Promise<void> => {
    const group = await Group.start({ name: "g", shards: 1 });
    const results: string[] = [];
    const register = async (name: string): Promise<void> => {
      results.push(`${name} ${(await group.register("a", {}, UNTIMED)).kind}`);
      if (results.length === 2) report(results.toSorted().join());
    };
    await both(
      () => register("one"),
      () => register("other"),
    );
  };
  const reduced = await all("dpor", program);
  const brute = await all("dfs", program);
  expect(reduced.outcomes).toEqual(["one ok,other taken", "one taken,other ok"]);
  expect(brute.outcomes).toEqual(reduced.outcomes);
  expect(brute.report.classes).toBe(reduced.report.classes);
});

test("a lookup and a registration of one key are two classes, of two keys one", async () => {
  const [first, second] = spreadKeys("g", 2);
  const program =
    (looked: string) =>
    async (report: (line: string) => void): Promise<void> => {
      const group = await Group.start({ name: "g", shards: 2 });
      await both(
        () => group.register(first, {}, UNTIMED),
        async () => {
          report(String((await group.lookup(looked)) === undefined));
        },
      );
    };
  const same = await all("dpor", program(first));
  const apart = await all("dpor", program(second));
  expect(same.outcomes).toEqual(["false", "true"]);
  expect(apart.outcomes).toEqual(["true"]);
  expect([same.report.classes, apart.report.classes]).toEqual([2, 1]);
});

test("a count depends on every change, and a monitor on every event", async () => {
  const program = async (report: (line: string) => void): Promise<void> => {
    const group = await Group.start({ name: "g", shards: 2 });
    await both(
      async () => {
        await group.join("r/a", {}, UNTIMED);
        await group.join("r/b", {}, UNTIMED);
      },
      async () => {
        report(String(await group.memberCount("r/")));
      },
    );
  };
  const reduced = await all("dpor", program);
  const brute = await all("dfs", program);
  expect(reduced.outcomes).toEqual(["0", "1", "2"]);
  expect(brute.outcomes).toEqual(reduced.outcomes);
  expect([brute.report.classes, reduced.report.classes]).toEqual([3, 3]);
});
