// Walks that weight tasks by their remaining steps: uniform over interleavings, or over those of one object.

import { pause, spawn } from "heddle";
import { cell } from "heddle/memory";
import { Urw } from "heddle/strategy";
import { expect, test } from "vitest";

import { benchProgramNamed } from "../../../bench/programs/index.ts";
import { strategyFrom } from "../../../src/strategy/index.ts";
import { exploreByRounds } from "../explore-by-rounds.ts";

async function threeIncrements(): Promise<void> {
  const counter = cell(0);
  const increment = async (): Promise<void> => {
    await counter.write((await counter.read()) + 1);
  };
  await Promise.all([increment(), increment(), increment()]);
}

/** Pearson's statistic of the interleavings of `program`, and their number. */
async function spread(program: () => unknown, strategy: string): Promise<{ chi: number; kinds: number }> {
  const executions = 18_000;
  const counts = new Map<string, number>();
  let weighed = 0;
  await exploreByRounds(program, strategyFrom(strategy), { executions, seed: "uniform" }, ({ choices, recipe }) => {
    if (!recipe.endsWith("*")) return;
    weighed += 1;
    const key = choices.join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  });
  const expected = weighed / counts.size;
  let chi = 0;
  for (const count of counts.values()) chi += (count - expected) ** 2 / expected;
  return { chi, kinds: counts.size };
}

test("urw takes each interleaving of spawned actors as often as any other", async () => {
  const program = async (): Promise<void> => {
    await spawn(pause);
    await spawn(pause);
  };
  const { chi, kinds } = await spread(program, "urw");
  // Main takes three steps, two spawns and its exit; each actor two, which come after its spawn. Seven steps in a forest
  // have 7!/(7·4·2·2) = 45 orders. 44 degrees of freedom: the statistic exceeds 87 with a chance of 0.01 %.
  expect(kinds).toBe(45);
  expect(chi).toBeLessThan(87);
});

test("surw takes each order of the accesses to one object as often as any other", async () => {
  // With a single shared object these are the 90 interleavings.
  const { chi, kinds } = await spread(threeIncrements, "surw");
  expect(kinds).toBe(90);
  expect(chi).toBeLessThan(142);
});

test.each(["urw", "surw"])("%s puts one write after 25 where a random walk does not", async (name) => {
  const { program } = benchProgramNamed("uneven-25");
  const options = { executions: 2_000, seed: 1 };
  // For urw, exits count too: the product of r/(r+2) for r from 26 to 2 is 6/756; for surw 1/26 at best. No failure in
  // 2,000 has a chance of 10⁻⁷ at most. For a random walk one has a chance of 2,000·2⁻²⁴.
  const uniform = await exploreByRounds(program, strategyFrom(name), options);
  const walk = await exploreByRounds(program, strategyFrom("random"), options);
  expect(uniform.failures).toBeGreaterThan(0);
  expect(walk.failures).toBe(0);
});

test("a profile is taken in the first execution of each round", async () => {
  const recipes: string[] = [];
  await exploreByRounds(threeIncrements, new Urw(), { executions: 20 }, ({ recipe }) => recipes.push(recipe));
  const profiled = recipes.flatMap((recipe, index) => (recipe === "random" ? [index] : []));
  expect(profiled).toEqual([0, 1, 2, 4, 8, 16]);
});

test("tasks and objects that the profile has not seen are walked all the same", async () => {
  let executions = 0;
  const program = async (): Promise<void> => {
    executions += 1;
    const objects = Array.from({ length: 1 + (executions % 3) }, (_, index) => cell(0, `cell ${index}`));
    await Promise.all(objects.flatMap((one) => [one.update((value) => value + 1), one.read()]));
  };
  for (const name of ["urw", "surw"]) {
    const tally = await exploreByRounds(program, strategyFrom(name), { executions: 300 });
    expect(tally).toMatchObject({ executions: 300, failures: 0, undecided: 0 });
  }
});
