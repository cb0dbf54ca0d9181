// A proof tests itself: steps that were taken for independent and are not make it none.

import assert from "node:assert/strict";

import { assertVerify, explore, join, pause, replay, sleep, spawn, verify } from "heddle";
import type { Report } from "heddle";
import { cell, table } from "heddle/memory";
import { describe, expect, test } from "vitest";

import { undecidedText } from "../../../src/report/index.ts";

/** What two actors do before they write a plain variable. */
type Before = () => readonly [one: () => Promise<unknown>, two: () => Promise<unknown>];

/** Two actors write a plain variable, and an assertion says who is last. */
function lastOneWins(before: Before): () => Promise<void> {
  return async () => {
    let x = 0;
    const [one, two] = before();
    const first = await spawn("first", async () => {
      await one();
      x = 1;
    });
    const second = await spawn("second", async () => {
      await two();
      x = 2;
    });
    await join(first);
    await join(second);
    assert.equal(x, 2);
  };
}

const FORMS: readonly (readonly [name: string, before: Before])[] = [
  ["pauses", () => [pause, pause]],
  ["sleeps of one deadline", () => [() => sleep(1), () => sleep(1)]],
  [
    "writes to cells of their own",
    () => {
      const [one, two] = [cell(0, "one"), cell(0, "two")];
      return [() => one.write(1), () => two.write(1)];
    },
  ],
  [
    "inserts of different keys",
    () => {
      const rows = table<string, number>("rows");
      return [() => rows.insert("one", 1), () => rows.insert("two", 1)];
    },
  ],
];

describe("plain state that two actors share after", () => {
  test.each(FORMS)("%s: a failing sample is a counterexample", async (_name, before) => {
    const program = lastOneWins(before);

    const report = await verify(program, { shrink: false });

    const [found] = report.counterexamples;
    expect(report.verdict).toBe("violated");
    expect(found?.index).toBeLessThan(report.executions);
    expect(found?.error).toBeInstanceOf(assert.AssertionError);
    expect((await replay(program, found?.token ?? "")).outcome.kind).toBe("violated");
  });
});

/** Like it, but the winner only decides what main does. */
async function winnerDecides(): Promise<void> {
  let x = 0;
  const [one, two, result] = [cell(0, "one"), cell(0, "two"), cell(0, "result")];
  const first = await spawn("first", async () => {
    await one.write(1);
    x = 1;
  });
  const second = await spawn("second", async () => {
    await two.write(2);
    x = 2;
  });
  await join(first);
  await join(second);
  await result.write(x);
}

describe("a difference that is no failure", () => {
  test("names the two steps and what to do, and is never passed", async () => {
    const report = await verify(winnerDecides);

    expect(report).toMatchObject({ verdict: "undecided", executions: 1, exhausted: false, proof: undefined });
    const text = undecidedText(report).replaceAll(/h2:\S+/g, "TOKEN");
    expect(text).toMatchInlineSnapshot(`
      "no proof: the program does something else when independent steps change places
        taken for independent:
          3  first: cell.write(one) 1  proof.test.ts:72
          4  second: cell.write(two) 2  proof.test.ts:76
        in this order: main: cell.write(result) 2  proof.test.ts:81
        in the other:  main: cell.write(result) 1  proof.test.ts:81
        The code that runs in these steps shares state that heddle does not see. Put it into shared(…) or a cell, or give
        the points a footprint: pause({ touches: … }). strategy: dfs runs every schedule, without this assumption.
        execution: TOKEN"
    `);
    await expect(assertVerify(winnerDecides)).rejects.toMatchObject({ name: "Undecided" });
  });

  test("is the same for every run of a seed, and can be replayed", async () => {
    const [one, two] = [await verify(winnerDecides), await verify(winnerDecides)];

    expect(two.doubt).toEqual(one.doubt);
    expect((await replay(winnerDecides, one.doubt?.token ?? "")).outcome.kind).toBe("completed");
  });
});

describe("a proof", () => {
  async function counting(actors: number): Promise<void> {
    const counter = cell(0, "counter");
    const pids = [];
    for (let index = 0; index < actors; index += 1) {
      pids.push(await spawn(() => counter.update((value) => value + 1)));
    }
    for (const pid of pids) await join(pid);
  }

  test.each([
    [3, 6, 100],
    [7, 5_040, 1_260],
  ])("of %i actors has %i classes and %i samples, and says what it rests on", async (actors, classes, samples) => {
    const report = await verify(() => counting(actors));

    expect(report).toMatchObject({ verdict: "passed", executions: classes, classes, exhausted: true });
    expect(report.proof).toEqual({ samples, state: "objects", draws: "none", time: "competing", signals: "pairwise" });
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7])("finds plain state that is read late, with seed %i", async (seed) => {
    // Ten steps of one actor before one of another, twice: fewer than one uniform random walk in 2,000 shows it.
    const report = await explore(
      async () => {
        const [one, two, three] = [cell(0, "one"), cell(0, "two"), cell(0, "three")];
        let [sent, received] = [false, false];
        const repeat = async (target: typeof one): Promise<void> => {
          for (let step = 0; step < 10; step += 1) await target.write(step);
        };
        const sender = await spawn("sender", async () => {
          await repeat(one);
          sent = true;
        });
        const receiver = await spawn("receiver", async () => {
          await repeat(two);
          received = sent;
        });
        const reader = await spawn("reader", async () => {
          await three.write(1);
          assert.ok(!received);
        });
        for (const pid of [sender, receiver, reader]) await join(pid);
      },
      { seed, shrink: false, strategy: "dpor" },
    );

    expect(report.verdict).toBe("violated");
  });

  test("of a search through every schedule needs no samples", async () => {
    const { proof } = await verify(() => counting(3), { strategy: "dfs" });

    expect(proof?.samples).toBe(0);
  });

  test("is there for nothing that was sampled, though its classes rest on the same", async () => {
    const report: Report = await explore(() => counting(3), { executions: 50 });

    expect(report.proof).toBeUndefined();
    expect(report.basis).toEqual({ state: "objects", draws: "none", time: "competing", signals: "pairwise" });
  });

  test("says that what was drawn is fixed", async () => {
    const report = await verify(async () => {
      await counting(2);
      assert.ok(Math.random() < 1);
    });

    expect(report.proof?.draws).toBe("fixed");
  });
});
