// What the program draws at random: fixed by the seed, or choices.

import assert from "node:assert/strict";
import { randomInt } from "node:crypto";

import { explore, join, replay, sleep, spawn, verify } from "heddle";
import { cell } from "heddle/memory";
import { expect, test } from "vitest";

/** Two requests with latencies drawn at random; the second must not be the first. */
async function latencies(): Promise<void> {
  const order: string[] = [];
  const request = (name: string) => async (): Promise<void> => {
    await sleep(1 + Math.floor(Math.random() * 100));
    order.push(name);
  };
  for (const pid of [await spawn("a", request("a")), await spawn("b", request("b"))]) await join(pid);
  assert.equal(order[0], "a");
}

test("a proof with one draw says so; with choices every order of latencies is run", async () => {
  const lazy = { time: "lazy", shrink: false } as const;
  const fixed = await verify(latencies, lazy);
  const chosen = await verify(latencies, { ...lazy, entropy: "choice" });

  expect(fixed.verdict === "violated" || fixed.basis.draws === "fixed").toBe(true);
  expect(chosen.verdict).toBe("violated");
  const token = chosen.counterexamples[0]?.token ?? "";
  expect(token).toMatch(/:plE7ps:/);
  expect((await replay(latencies, token)).outcome.kind).toBe("violated");
});

test.each([
  [1, 4],
  [2, 16],
  [3, 64],
])("%i draws in one step are %i executions, each of other values", async (draws, executions) => {
  const seen = new Set<string>();
  const program = async (): Promise<void> => {
    await cell(0).write(1);
    seen.add(Array.from({ length: draws }, () => Math.random().toFixed(2)).join(" "));
  };

  const report = await verify(program, { entropy: "choice" });

  expect(report).toMatchObject({ verdict: "passed", executions, classes: executions, redundant: 0 });
  expect(report.proof?.draws).toBe("choices");
  expect(seen.size).toBe(executions);
  const every = await verify(program, { entropy: "choice", strategy: "dfs" });
  expect(every.executions).toBe(executions);
});

test("how many values are drawn may depend on those before", async () => {
  const seen = new Set<string>();
  const report = await verify(
    async () => {
      await cell(0).write(1);
      const first = randomInt(3);
      seen.add([first, ...Array.from({ length: first }, () => randomInt(10, 12))].join(" "));
    },
    { entropy: "choice" },
  );

  expect([...seen].toSorted()).toEqual(["0", "1 10", "1 11", "2 10 10", "2 10 11", "2 11 10", "2 11 11"]);
  expect(report).toMatchObject({ verdict: "passed", executions: 7, classes: 7, redundant: 0 });
});

test("draws of two actors are independent", async () => {
  const report = await verify(
    async () => {
      const draw = async (): Promise<void> => {
        await cell(0).write(1);
        Math.random();
      };
      for (const pid of [await spawn(draw), await spawn(draw)]) await join(pid);
    },
    { entropy: "choice" },
  );

  expect(report).toMatchObject({ verdict: "passed", executions: 16, classes: 16, redundant: 0 });
});

test("sampling draws the same few values", async () => {
  const seen = new Set<number>();
  await explore(
    async () => {
      await cell(0).write(1);
      seen.add(Math.random());
    },
    { entropy: "choice", executions: 100 },
  );

  expect([...seen].toSorted((one, other) => one - other)).toEqual([0, 1 / 3, 2 / 3, 1 - 2 ** -53]);
});
