// Every broken scenario shrinks to the size in its header, from any failing execution, and no single deviation
// can be omitted.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { explore, replay } from "heddle";
import type { Counterexample, Report, Scenario } from "heddle";
import type { Deviation } from "heddle/report";
import type { Strategy } from "heddle/strategy";
import { describe, expect, test } from "vitest";

import { scenarios } from "../../scenarios/index.ts";
import { LenientReplayByIndex, Recorder } from "../../src/strategy/index.ts";

const SEEDS = ["heddle", "1", "2"];

const broken = scenarios.filter(({ expected }) => expected === "violated");

/** The size of the smallest failing interleaving in the header of a scenario. */
interface Smallest {
  readonly deviations: number;
  readonly switches: number;
}

const folder = fileURLToPath(new URL("../../scenarios/", import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(`${folder}${file}`, "utf8"));

function smallestOf({ name }: Scenario): Smallest {
  const text = files.find((file) => file.includes(`name: "${name}"`)) ?? "";
  const [, deviations, switches] =
    /It takes (\d+) deviations? from the default schedule and (\d+) context switch/.exec(text) ?? [];
  assert(deviations !== undefined && switches !== undefined, `${name} does not say how small it gets`);
  return { deviations: Number(deviations), switches: Number(switches) };
}

/** Each exploration is run once. */
const explored = new Map<string, Promise<Report>>();

async function shrunk({ name, options, program }: Scenario, seed: string = "heddle"): Promise<Counterexample> {
  const key = `${name} ${seed}`;
  const report = explored.get(key) ?? explore(program, { ...options, name, seed, executions: 20_000 });
  explored.set(key, report);
  const [first] = (await report).counterexamples;
  assert(first !== undefined);
  return first;
}

/** One execution that applies the deviations that fit. */
function follow(
  { name, options, program }: Scenario,
  deviations: readonly Deviation[],
  strategy: Strategy = new LenientReplayByIndex(
    deviations,
    deviations.every(({ label }) => label !== ANY),
  ),
): Promise<Report> {
  return explore(program, { ...options, name, strategy, executions: 1, shrink: false });
}

/** The label of a deviation that matches any operation. */
const ANY = -1;

/** Every schedule with fewer deviations, of one at most: there are too many with two. */
async function schedulesBelow(scenario: Scenario, deviations: number): Promise<readonly (readonly Deviation[])[]> {
  if (deviations === 0) return [];
  if (deviations === 1) return [[]];
  const unchanged = new Recorder(new LenientReplayByIndex([], false));
  await follow(scenario, [], unchanged);
  const alone = unchanged.choices.flatMap(({ alternatives }, decision) =>
    Array.from({ length: alternatives }, (_, alternative) => [{ decision, alternative, label: ANY }]),
  );
  return [[], ...alone];
}

describe.each(broken.map((scenario) => [scenario.name, scenario] as const))("%s", (name, scenario) => {
  test("takes no more deviations and context switches than its header says", async () => {
    const smallest = smallestOf(scenario);
    const { signature } = await shrunk(scenario);
    for (const seed of SEEDS) {
      const { deviations, isMinimal, signature: other, switches } = await shrunk(scenario, seed);
      // The same race with the two actors exchanged is another failure.
      if (other !== signature) continue;
      expect(deviations.length, seed).toBeLessThanOrEqual(smallest.deviations);
      expect(switches, seed).toBeLessThanOrEqual(smallest.switches);
      expect(isMinimal).toBe(true);
    }
  });

  test("is 1-minimal: without any one deviation it does not fail so", async () => {
    const { deviations, signature } = await shrunk(scenario);
    for (const left of deviations) {
      const rest = deviations.filter((deviation) => deviation !== left);
      const { counterexamples } = await follow(scenario, rest);
      expect(counterexamples.map((other) => other.signature)).not.toContain(signature);
    }
  });

  test("does not fail so with fewer deviations than its header says, whichever they are", async () => {
    const { deviations } = smallestOf(scenario);
    const { signature } = await shrunk(scenario);
    for (const fewer of await schedulesBelow(scenario, deviations)) {
      const { counterexamples } = await follow(scenario, fewer);
      expect(counterexamples.map((other) => other.signature)).not.toContain(signature);
    }
  });

  test("keeps the failure it was shrunk from, and its token replays it", async () => {
    const small = await shrunk(scenario);
    const { signature } = small.original;
    const { checks = [] } = scenario.options;

    const again = await replay(scenario.program, small.token, { name, checks });

    expect(small.signature).toBe(signature);
    expect(again.signature).toBe(signature);
    expect(again.trace).toEqual(small.trace);
  });
});

const withOneAtMost = broken.filter((scenario) => smallestOf(scenario).deviations <= 1);

test.each(withOneAtMost.map((scenario) => [scenario.name, scenario] as const))(
  "%s has the fewest context switches of all schedules with so many deviations",
  async (_, scenario) => {
    const smallest = smallestOf(scenario);
    const { signature } = await shrunk(scenario);
    const all = smallest.deviations === 0 ? [[]] : (await schedulesBelow(scenario, 2)).slice(1);
    const reports = await Promise.all(all.map((deviations) => follow(scenario, deviations)));
    const failing = reports.flatMap(({ counterexamples }) => counterexamples);
    const switches = failing.filter((other) => other.signature === signature).map((other) => other.switches);
    expect(Math.min(...switches)).toBe(smallest.switches);
  },
);

test("three scenarios take more than one deviation", () => {
  expect(broken.length - withOneAtMost.length).toBe(3);
});

test("the median takes one deviation, and shrinking any takes at most 340 re-runs", async () => {
  const all = await Promise.all(broken.map((scenario) => shrunk(scenario)));
  const deviations = all.map((small) => small.deviations.length).toSorted((one, other) => one - other);
  expect(deviations[Math.floor(deviations.length / 2)]).toBe(1);
  expect(deviations.at(-1)).toBe(3);
  expect(Math.max(...all.map(({ reruns }) => reruns))).toBeLessThanOrEqual(340);
});
