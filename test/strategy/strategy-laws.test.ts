// Laws for every strategy.

import { join, pause, receive, self, send, sleep, spawn } from "heddle";
import type { Program } from "heddle";
import { cell, mutex } from "heddle/memory";
import { Pct } from "heddle/strategy";
import type { Strategy } from "heddle/strategy";
import { describe, expect, test } from "vitest";

import { budgetsFrom } from "../../src/choice/index.ts";
import { exhaustiveFrom, strategyFrom, STRATEGY_NAMES } from "../../src/strategy/index.ts";
import { exploreByRounds } from "./explore-by-rounds.ts";
import type { Ran } from "./explore-by-rounds.ts";

/** The sampling strategies; exhaustive ones have separate tests. */
const SAMPLING = STRATEGY_NAMES.filter((name) => exhaustiveFrom(name) === undefined);
const STRATEGIES = [...SAMPLING, "pct-5", "delay-2", "pctcp-4"];

/** Cells, a lock, messages and a timer: three workers that race. */
async function racy(): Promise<void> {
  const counter = cell(0, "counter");
  const lock = mutex("lock");
  const main = self();
  const workers = [];
  for (let index = 0; index < 3; index += 1) {
    workers.push(
      await spawn(async () => {
        await counter.write((await counter.read()) + 1);
        await lock.run(pause);
        if (index === 2) await sleep(10);
        await send(main, index);
      }),
    );
  }
  for (const worker of workers) await join(worker);
  for (const _ of workers) await receive();
}

async function run(strategy: Strategy, options: Partial<Parameters<typeof exploreByRounds>[2]> = {}): Promise<Ran[]> {
  const runs: Ran[] = [];
  await exploreByRounds(racy, strategy, { executions: 128, seed: "laws", ...options }, (ran) => runs.push(ran));
  return runs.toSorted((one, other) => one.index - other.index);
}

describe.each(STRATEGIES)("%s", (name) => {
  test("takes the same choices for the same seed", async () => {
    const once = await run(strategyFrom(name));
    const again = await run(strategyFrom(name));
    expect(again).toEqual(once);
  });

  test("takes the same choices in whatever order the executions of a round run", async () => {
    const forwards = await run(strategyFrom(name));
    const backwards = await run(strategyFrom(name), { order: (indices) => indices.toReversed() });
    // The first execution of a round with a new class depends on the order; the choices do not.
    const chosen = ({ choices, index, recipe }: Ran): unknown => ({ choices, index, recipe });
    expect(backwards.map(chosen)).toEqual(forwards.map(chosen));
  });

  test("its recipe builds the same execution, or is refused", async () => {
    const runs = await run(strategyFrom(name), { settings: { faults: budgetsFrom({ kill: 1 }) } });
    const rebuilt = runs.filter(({ recipe }) => isBuildable(recipe));
    for (const { choices, index, recipe } of rebuilt.slice(0, 40)) {
      const [again] = await only(index, strategyFrom(recipe));
      expect({ index, recipe, choices: again?.choices }).toEqual({ index, recipe, choices });
    }
    expect(rebuilt.length).toBeGreaterThan(name === "rff" ? -1 : 0);
  });

  test("what it teaches can be cloned", async () => {
    const runs = await run(strategyFrom(name));
    for (const { lesson } of runs) expect(structuredClone(lesson)).toEqual(lesson);
  });

  test("runs a program without a choice", async () => {
    const tally = await exploreByRounds(pause, strategyFrom(name), { executions: 3 });
    expect(tally).toMatchObject({ executions: 3, failures: 0, classes: 1 });
  });

  test("kills at most as many actors as the budget allows", async () => {
    const program: Program = async () => {
      const workers = [await spawn(pause), await spawn(pause), await spawn(pause)];
      const reasons = [];
      for (const worker of workers) reasons.push(await join(worker));
      if (reasons.filter((reason) => reason === "killed").length > 2) throw new Error("three were killed");
    };
    const tally = await exploreByRounds(program, strategyFrom(name), {
      executions: 300,
      settings: { faults: budgetsFrom({ kill: 2 }) },
    });
    expect(tally.failures).toBe(0);
  });
});

function isBuildable(recipe: string): boolean {
  try {
    strategyFrom(recipe);
    return true;
  } catch {
    return false;
  }
}

/** One execution of an exploration, without earlier feedback. */
async function only(wanted: number, strategy: Strategy): Promise<Ran[]> {
  const runs: Ran[] = [];
  const asThatOne: Strategy = {
    recipe: "one",
    begin: (start) => {
      strategy.begin(start);
    },
    choose: (enabled, running) => strategy.choose(enabled, running),
    draw: (bound) => strategy.draw(bound),
    onEnabled: (operation) => strategy.onEnabled?.(operation),
    onStep: (operation, enabled) => strategy.onStep?.(operation, enabled),
  };
  const options = {
    executions: 1,
    seed: "laws",
    settings: { faults: budgetsFrom({ kill: 1 }) },
    order: () => [wanted],
  };
  await exploreByRounds(racy, asThatOne, options, (ran) => runs.push(ran));
  return runs;
}

/** The strategies that inject faults; `rounds` in creation order does not. */
const WITH_FAULTS = SAMPLING.filter((name) => name !== "round-robin");

describe.each(WITH_FAULTS)("%s", (name) => {
  test("injects the kills that a budget allows, early and late", async () => {
    const deaths = new Set<number>();
    const program: Program = async () => {
      let steps = 0;
      const worker = await spawn(async () => {
        for (; steps < 5; steps += 1) await pause();
      });
      if ((await join(worker)) === "killed") deaths.add(steps);
    };
    await exploreByRounds(program, strategyFrom(name), {
      executions: 2_000,
      settings: { faults: budgetsFrom({ kill: 1 }) },
    });
    expect([...deaths].toSorted((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

test("pct finds a bug of depth 2 among 20 tasks where the random walk does not", async () => {
  // One task's first step must come after all steps of the others: 1 in (n·k) for PCT with d = 2, and far less for the
  // random walk, whose chance to delay one of 20 tasks past 19 others with 5 steps each is below 10⁻⁴.
  const program: Program = async () => {
    const done = cell(0);
    const workers = [];
    let isLast = false;
    for (let index = 0; index < 20; index += 1) {
      workers.push(
        await spawn(async () => {
          if (index === 0) isLast = (await done.read()) === 19;
          else {
            for (let round = 0; round < 4; round += 1) await pause();
            await done.update((count) => count + 1);
          }
        }),
      );
    }
    for (const worker of workers) await join(worker);
    if (isLast) throw new Error("delayed past all");
  };
  const byPct = await exploreByRounds(program, strategyFrom("pct-2"), { executions: 1_000 });
  const byRandom = await exploreByRounds(program, strategyFrom("random"), { executions: 1_000 });
  expect(byPct.failures).toBeGreaterThan(0);
  expect(byRandom.failures).toBe(0);
});

test("the recipe of pct names depth and length, so that a token builds the same", async () => {
  const pct = new Pct({ depth: 4 });
  await exploreByRounds(racy, pct, { executions: 5 });
  expect(pct.recipe).toMatch(/^pct-4-[1-9]\d*$/);
  expect(strategyFrom("pct-4-57").recipe).toMatch(/^pct-4-/);
});

test("an unknown strategy is refused with the names of those there are", () => {
  expect(() => strategyFrom("pctt")).toThrow(
    /Unknown strategy "pctt". Known strategies: portfolio, random, pos, pct, idpct/,
  );
  expect(() => strategyFrom("pct-0")).toThrow(expect.objectContaining({ code: "unknown-strategy" }));
  expect(() => strategyFrom("surw*")).toThrow(expect.objectContaining({ code: "unknown-strategy" }));
});
