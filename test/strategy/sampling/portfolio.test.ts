// The findings of the portfolio and its guided members, and the distribution of its budget.

import { describe, expect, test } from "vitest";
import { pause, spawn } from "heddle";
import { cell } from "heddle/memory";
import { Portfolio, Rff } from "heddle/strategy";

import { benchProgramNamed } from "../../../bench/programs/index.ts";
import { strategyFrom } from "../../../src/strategy/index.ts";
import { exploreByRounds } from "../explore-by-rounds.ts";

/** The mean number of executions to the first failing one. */
async function meanOfFirst(strategy: string, program: string, seeds: number): Promise<number> {
  let sum = 0;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const options = { executions: 10_000, seed, stopsAtFailure: true };
    const { first } = await exploreByRounds(benchProgramNamed(program).program, strategyFrom(strategy), options);
    expect(first, `seed ${seed}`).toBeDefined();
    sum += first ?? Number.NaN;
  }
  return sum / seeds;
}

describe("one window among a hundred like actors", () => {
  // Measured over 20 seeds: 31 and 65 for the portfolio, 6 and 6 for rff, whatever the number of actors.
  test.each([
    ["portfolio", "reorder_100"],
    ["portfolio", "twostage_100"],
    ["rff", "reorder_100"],
    ["rff", "twostage_100"],
  ])("%s finds %s in 200 executions on average", async (strategy, program) => {
    expect(await meanOfFirst(strategy, program, 6)).toBeLessThan(200);
  });
});

test("rff is partial order sampling as long as it has learnt nothing", async () => {
  const { program } = benchProgramNamed("reorder_5");
  const choices: (readonly number[])[] = [];
  for (const strategy of [new Rff(), strategyFrom("pos")]) {
    await exploreByRounds(program, strategy, { executions: 1 }, (ran) => choices.push(ran.choices));
  }
  expect(choices[0]).toEqual(choices[1]);
});

test("every member of the portfolio gets a share, whatever the others find", async () => {
  const recipes = new Map<string, number>();
  const { program } = benchProgramNamed("reorder_5");
  await exploreByRounds(program, new Portfolio(), { executions: 4_096 }, ({ recipe }) => {
    const name = recipe.split("-")[0] ?? "";
    recipes.set(name, (recipes.get(name) ?? 0) + 1);
  });
  expect([...recipes.keys()].toSorted()).toEqual(["delay", "pct", "pctcp", "pos", "random", "rff*", "surw*", "urw*"]);
  // The minimum is 4 %.
  for (const [name, count] of recipes) expect(count / 4_096, name).toBeGreaterThan(0.03);
});

test("the portfolio is fair: a program that waits in a loop ends", async () => {
  const program = async (): Promise<void> => {
    const isReady = cell(false, "ready");
    await spawn(async () => {
      while (!(await isReady.read())) await pause();
    });
    await spawn(async () => {
      await pause();
      await isReady.write(true);
    });
  };
  const tally = await exploreByRounds(program, new Portfolio(), { executions: 1_000 });
  expect(tally).toMatchObject({ failures: 0, undecided: 0 });
});
