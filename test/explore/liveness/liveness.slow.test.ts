// Executions that reach the step limit: livelocks, starvation, and programs that just continue.

import assert from "node:assert/strict";

import { explore, join, pause, receive, replay, self, send, sleep, spawn } from "heddle";
import type { Counterexample, Program, Report } from "heddle";
import { cell, mutex } from "heddle/memory";
import { beforeAll, describe, expect, test } from "vitest";

import { Livelock } from "../../../src/explore/index.ts";
import { explorationJson, findingText, paletteFor } from "../../../src/report/index.ts";
import type { Explored } from "../../../src/report/index.ts";

/** Two actors that give way to each other forever: the first one waits for a signal that the other never sends. */
const polite: Program = async () => {
  const left = cell("wait", "left");
  const right = cell("wait", "right");
  const walk = async (mine: typeof left, other: typeof left): Promise<void> => {
    while ((await other.read()) !== "go") {
      await mine.write("after you");
      await mine.write("wait");
    }
  };
  const one = await spawn("one", () => walk(left, right));
  const two = await spawn("two", () => walk(right, left));
  await join(one);
  await join(two);
};

/** Ends under any fair schedule. */
const spinner: Program = async () => {
  const flag = cell(false, "flag");
  const setter = await spawn("setter", () => flag.write(true));
  const waiter = await spawn("waiter", async () => {
    while (!(await flag.read())) await pause();
  });
  await join(setter);
  await join(waiter);
};

/** Never returns to an earlier state. */
const counting: Program = async () => {
  const count = cell(0, "count");
  await spawn("counter", async () => {
    for (;;) await count.update((value) => value + 1);
  });
};

function explored(name: string, report: Report): Explored {
  return {
    scenario: { name, summary: name, expected: "passed" },
    file: undefined,
    result: { kind: "explored", report },
  };
}

function textOf(name: string, report: Report): readonly string[] {
  return findingText(explored(name, report), { command: "heddle", palette: paletteFor(false) }).split("\n");
}

function livelockOf({ counterexamples, verdict }: Report): Counterexample & { readonly error: Livelock } {
  const [found] = counterexamples;
  assert(found?.error instanceof Livelock);
  assert.equal(verdict, "violated");
  return { ...found, error: found.error };
}

/** A text without the line numbers of this file. */
function unplaced(text: string): readonly string[] {
  return text.replaceAll(/ at liveness\.slow\.test\.ts:\d+/g, " at here").split("\n");
}

describe("a livelock", () => {
  let ofPolite: Report;
  beforeAll(async () => {
    ofPolite = await explore(polite, { strategy: "random", executions: 100, name: "polite" });
  });

  test("is a violation that names who goes round, and shows one round", () => {
    const found = livelockOf(ofPolite);
    expect(ofPolite).toMatchObject({ undecided: 0, unfinished: [], executions: found.index + 1 });
    expect(found.signature).toBe(
      "livelock: main/one cell.read, main/one cell.write, main/two cell.read, main/two cell.write",
    );
    expect(found.steps).toBeLessThan(1_000);
    assert(found.original.error instanceof Livelock);
    expect(unplaced(found.original.error.message)).toMatchInlineSnapshot(`
      [
        "main/one, main/two repeat a cycle forever under a fair schedule",
        "steps 42 to 47 and 48 to 53 each return to the same state as far as heddle can observe:",
        "  main/one cell.read(right) → 'wait' at here",
        "  main/two cell.read(left) → 'wait' at here",
        "  main/one cell.write(left) 'after you' at here",
        "  main/two cell.write(right) 'after you' at here",
        "  main/two cell.write(right) 'wait' at here",
        "  main/one cell.write(left) 'wait' at here",
      ]
    `);
  });

  test("is found again by its token, step by step", async () => {
    const found = livelockOf(ofPolite);

    const execution = await replay(polite, found.token, { name: "polite" });

    assert.deepEqual(execution.trace, found.trace);
    expect(execution.signature).toBe(found.signature);
    expect(execution.outcome.kind).toBe("livelocked");
    expect((execution.error as Error).message).toBe(found.error.message);
  });

  test("is shown with all its lines, expected or not", () => {
    const lines = textOf("polite", ofPolite);
    expect(lines[0]).toBe("polite: Livelock: main/one, main/two repeat a cycle forever under a fair schedule");
    const { token } = livelockOf(ofPolite);
    expect(lines.at(-1)).toBe(`replay: heddle replay ${token}`);
    const [run] = explorationJson([explored("polite", ofPolite)], {
      heddle: "0",
      interrupted: false,
      command: "x",
    }).runs;
    expect(run?.counterexamples[0]).toMatchObject({ outcome: "livelocked", error: { name: "Livelock" } });
  });

  test("of somebody who polls what nobody will change says that time passes", async () => {
    const polling = await explore(
      async () => {
        const flag = cell(false, "flag");
        while (!(await flag.read())) await sleep(10);
      },
      { executions: 1, strategy: "random" },
    );

    expect(unplaced(livelockOf(polling).error.message)).toMatchInlineSnapshot(`
      [
        "main repeats a cycle forever under a fair schedule",
        "steps 34 to 35 and 36 to 37 each return to the same state as far as heddle can observe, while time passes:",
        "  main sleep 10 at here",
        "  main cell.read(flag) → false at here",
      ]
    `);
  });

  test("is found among messages, by a search too", async () => {
    const relay = async (): Promise<void> => {
      for (;;) {
        const { back } = await receive<{ readonly back: Parameters<typeof send>[0] }>();
        await send(back, { back: self() });
      }
    };
    const pingPong: Program = async () => {
      const one = await spawn("one", relay);
      const two = await spawn("two", relay);
      await send(one, { back: two });
      await join(one);
    };

    for (const strategy of ["random", "dpor", "dfs"] as const) {
      const found = livelockOf(await explore(pingPong, { strategy, maxSteps: 300, executions: 20, name: "pingPong" }));
      expect(found.error.cycle.actors).toEqual(["main/one", "main/two"]);
      await replay(pingPong, found.token, { name: "pingPong" });
    }
  });

  test("is not claimed when a local variable counts, though heddle cannot see it", async () => {
    const report = await explore(
      async () => {
        const shared = cell(0, "shared");
        for (let round = 0; round < 1_000; round += 1) await shared.read();
      },
      { strategy: "random", executions: 1, maxSteps: 600 },
    );

    expect(report).toMatchObject({ verdict: "undecided", undecided: 1, counterexamples: [] });
    expect(report.unfinished).toMatchObject([{ kind: "endless", ran: [{ who: "main", steps: 300 }] }]);
  });
});

describe("starvation", () => {
  test("is no verdict, but names who was passed over, what it wanted and who ran", async () => {
    const report = await explore(spinner, { strategy: "pct", executions: 50 });

    expect(report).toMatchObject({ verdict: "undecided", counterexamples: [] });
    expect(report.unfinished).toMatchInlineSnapshot(`
      [
        {
          "index": 6,
          "kind": "starvation",
          "ran": [
            {
              "steps": 9998,
              "who": "main/waiter",
            },
            {
              "steps": 1,
              "who": "main",
            },
          ],
          "starved": [
            {
              "operation": "cell.write(flag)",
              "passedOver": 9999,
              "since": 2,
              "waited": 9999,
              "who": "main/setter",
            },
          ],
          "steps": 10000,
          "strategy": "pct",
        },
      ]
    `);
    expect(textOf("spinner", report)).toMatchInlineSnapshot(`
      [
        "spinner: 1 execution ran out of steps",
        "  execution 7, chosen by pct: starvation",
        "    main/setter could run cell.write(flag) at all 9,999 steps from step 2 on, but never did",
        "    meanwhile ran: main/waiter (9,998), main (1)",
        "    The schedule was unfair, so this is no evidence against the program: use a fair strategy,",
        "    --strategy random, fair-pct or portfolio",
      ]
    `);
  });

  test("is told of who waits for a lock that is free from time to time", async () => {
    const report = await explore(
      async () => {
        const lock = mutex("lock");
        const stop = cell(false, "stop");
        const stopper = await spawn("stopper", () => lock.run(() => stop.write(true)));
        const holder = await spawn("holder", async () => {
          while (!(await stop.read())) await lock.run(pause);
        });
        await join(stopper);
        await join(holder);
      },
      { strategy: "pct", executions: 50 },
    );

    const [found] = report.unfinished;
    assert(found?.kind === "starvation");
    expect(report.verdict).toBe("undecided");
    expect(found.starved).toMatchObject([{ who: "main/stopper", operation: "mutex.acquire(lock)" }]);
    expect(found.starved[0]?.passedOver).toBeLessThan(found.starved[0]?.waited ?? 0);
  });

  test("does not happen under a fair strategy", async () => {
    for (const strategy of ["random", "fair-pct", "portfolio"] as const) {
      expect(await explore(spinner, { strategy, executions: 50 })).toMatchObject({ verdict: "passed", unfinished: [] });
    }
  });
});

describe("an endless execution", () => {
  test("names who stepped most", async () => {
    const report = await explore(counting, { strategy: "random", executions: 3, maxSteps: 1_000 });

    expect(report).toMatchObject({ verdict: "undecided", undecided: 3, counterexamples: [] });
    expect(report.unfinished).toEqual([
      { kind: "endless", ran: [{ who: "main/counter", steps: 500 }], index: 0, strategy: "random", steps: 1_000 },
    ]);
    expect(textOf("counting", report)).toMatchInlineSnapshot(`
      [
        "counting: 3 executions ran out of steps",
        "  execution 1, chosen by random: endless, it kept running and no task was starved",
        "    most steps of the second half: main/counter (500); --max-steps allows more",
      ]
    `);
    const [run] = explorationJson([explored("counting", report)], {
      heddle: "0",
      interrupted: false,
      command: "x",
    }).runs;
    expect(run?.report?.unfinished).toEqual(report.unfinished);
  });

  test("is looked at once for each strategy of a portfolio, and each reason is told once", async () => {
    const report = await explore(counting, { executions: 60, maxSteps: 200 });

    expect(report).toMatchObject({ undecided: 60, executions: 60 });
    expect(report.unfinished).toHaveLength(1);
  });
});

test("a long program that ends is what it was", async () => {
  const report = await explore(
    async () => {
      const shared = cell(0, "shared");
      for (let round = 0; round < 900; round += 1) await shared.read();
    },
    { strategy: "random", executions: 2, maxSteps: 1_000 },
  );

  expect(report).toMatchObject({ executions: 2, undecided: 0, unfinished: [], counterexamples: [] });
});
