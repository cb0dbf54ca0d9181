// The fault `stall`: the timers of a process that is held up fire late, so that those of others overtake them.

import assert from "node:assert/strict";

import { describe, expect, test } from "vitest";

import { explore, join, now, pause, quiescence, replay, sleep, spawn, UsageError, verify } from "../../src/index.ts";
import type { ExploreOptions } from "../../src/index.ts";
import { Cluster } from "../../src/cluster/index.ts";

type Seen = (text: string) => void;

const OWN: ExploreOptions = { clocks: "own", faults: { stall: 1 } };

/** What a program sees in all of its classes, and how many there are; every schedule shows the same. */
async function shown(program: (seen: Seen) => Promise<void>, options: ExploreOptions): Promise<unknown> {
  const results: unknown[] = [];
  for (const strategy of ["dpor", "dfs"] as const) {
    const outcomes = new Set<string>();
    const report = await verify(() => program((text) => outcomes.add(text)), { ...options, strategy });
    results.push({ verdict: report.verdict, classes: report.classes, outcomes: [...outcomes].toSorted() });
  }
  expect(results[0]).toEqual(results[1]);
  return results[0];
}

/** Two sleepers, each an actor. */
async function sleepers(seen: Seen): Promise<void> {
  const order: string[] = [];
  const ada = await spawn("ada", async () => {
    await sleep(1);
    order.push(`ada ${now()}`);
  });
  const bob = await spawn("bob", async () => {
    await sleep(5);
    order.push(`bob ${now()}`);
  });
  await join(ada);
  await join(bob);
  seen(order.join(", "));
}

describe("a stall", () => {
  test("lets the timer of another actor, due later, come first", async () => {
    expect(await shown(sleepers, { ...OWN, time: "lazy" })).toEqual({
      verdict: "passed",
      classes: 5,
      outcomes: ["ada 1, bob 5", "ada 5, bob 5", "bob 5, ada 1005", "bob 5, ada 5", "bob 5, ada 60005"],
    });
  });

  test("changes nothing where all actors share one process", async () => {
    const shared = await shown(sleepers, { faults: { stall: 1 }, time: "lazy" });
    expect(shared).toEqual({ verdict: "passed", classes: 1, outcomes: ["ada 1, bob 5"] });
  });

  test("leaves the timers of the one that is held up in their order", async () => {
    const program = async (seen: Seen): Promise<void> => {
      const order: string[] = [];
      const ada = await spawn("ada", async () => {
        setTimeout(() => order.push("first"), 1);
        setTimeout(() => order.push("second"), 3);
        await sleep(20);
      });
      await sleep(10);
      order.push("main");
      await join(ada);
      seen(order.join(" "));
    };
    expect(await shown(program, { ...OWN, time: "lazy" })).toMatchObject({
      verdict: "passed",
      outcomes: ["first main second", "first second main", "main first second"],
    });
  });

  test("puts off what the one that is held up sets meanwhile", async () => {
    const program = async (seen: Seen): Promise<void> => {
      const order: string[] = [];
      const ada = await spawn("ada", async () => {
        setTimeout(() => order.push("first"), 2);
        await pause({ touches: "nothing" });
        setTimeout(() => order.push("second"), 2);
        await sleep(70_000);
      });
      await sleep(20);
      await join(ada);
      seen(order.join(" "));
    };
    expect(await shown(program, { ...OWN, time: "lazy" })).toMatchObject({
      verdict: "passed",
      outcomes: ["first second"],
    });
  });

  test("holds up all actors of a node, and only these", async () => {
    const program = async (seen: Seen): Promise<void> => {
      const order: string[] = [];
      const cluster = await Cluster.start({ nodes: ["a", "b"] });
      for (const [node, milliseconds] of [
        ["a", 1],
        ["a", 2],
        ["b", 5],
      ] as const) {
        await cluster.node(node).spawn(async () => {
          await sleep(milliseconds);
          order.push(`${node}${milliseconds}`);
        });
      }
      await quiescence();
      seen(order.join(" "));
    };
    expect(await shown(program, { faults: { stall: 1 }, time: "lazy" })).toMatchObject({
      verdict: "passed",
      outcomes: ["a1 a2 b5", "a1 b5 a2", "b5 a1 a2"],
    });
  });

  test("is found, shown and replayed from its token", async () => {
    const program = (): Promise<void> =>
      sleepers((text) => {
        assert.ok(!text.startsWith("bob"), "ada is first");
      });
    const { counterexamples } = await explore(program, OWN);
    const [found] = counterexamples;
    expect(found?.trace.map(({ kind }) => kind)).toEqual([
      "spawn",
      "spawn",
      "stall",
      "sleep",
      "exit",
      "sleep",
      "exit",
      "join",
      "join",
    ]);
    expect(found?.token).toMatch(/:pcO7ps-w1:/);
    expect((await replay(program, found?.token ?? "")).outcome.kind).toBe("violated");
  });
});

test("clocks are shared or own", async () => {
  const options: object = { clocks: "mine" };
  await expect(explore(sleepers as never, options)).rejects.toThrow(UsageError);
});
