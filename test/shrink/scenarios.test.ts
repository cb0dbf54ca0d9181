// Every broken scenario shrinks to what its header says, from whatever execution it was found in, and no single deviation
// can be left out of that.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { explore, replay } from "heddle";
import type { Counterexample, Deviation, Report, Scenario, ShrunkCounterexample } from "heddle";
import { describe, expect, test } from "vitest";

import { scenarios } from "../../scenarios/index.ts";
import { FollowNumbered } from "../../src/strategy/index.ts";

const SEEDS = ["heddle", "1", "2", "3", "4"];

const broken = scenarios.filter(({ expected }) => expected === "violated");

/** What the header of a scenario's file says of its smallest failing interleaving. */
interface Smallest {
  readonly deviations: number;
  readonly switches: number;
}

const folder = fileURLToPath(new URL("../../scenarios/", import.meta.url));
const files = readdirSync(folder)
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

async function found({ name, options, program }: Scenario, seed: string): Promise<Counterexample> {
  const key = `${name} ${seed}`;
  const report = explored.get(key) ?? explore(program, { ...options, name, seed, executions: 20_000 });
  explored.set(key, report);
  const [first] = (await report).counterexamples;
  assert(first !== undefined);
  return first;
}

async function shrunk(scenario: Scenario, seed: string = "heddle"): Promise<ShrunkCounterexample> {
  const { shrunk: small } = await found(scenario, seed);
  assert(small !== undefined);
  return small;
}

/** One execution that follows deviations as far as they fit. */
function follow({ name, options, program }: Scenario, deviations: readonly Deviation[]): Promise<Report> {
  const strategy = new FollowNumbered(deviations, true);
  return explore(program, { ...options, name, strategy, executions: 1, shrink: false });
}

describe.each(broken.map((scenario) => [scenario.name, scenario] as const))("%s", (name, scenario) => {
  test("takes no more deviations and context switches than its header says", async () => {
    const smallest = smallestOf(scenario);
    const { signature } = await shrunk(scenario);
    for (const seed of SEEDS) {
      const { deviations, isMinimal, signature: other, switches } = await shrunk(scenario, seed);
      // The same race between two actors with their parts exchanged is another failure.
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

  test("keeps the failure it was shrunk from, and its token replays it", async () => {
    const { shrunk: small, signature } = await found(scenario, "heddle");
    assert(small !== undefined);
    const { checks = [] } = scenario.options;

    const again = await replay(scenario.program, small.token, { name, checks });

    expect(small.signature).toBe(signature);
    expect(again.signature).toBe(signature);
    expect(again.trace).toEqual(small.trace);
  });
});

test("the median takes one deviation, and shrinking any takes at most 260 re-runs", async () => {
  const all = await Promise.all(broken.map((scenario) => shrunk(scenario)));
  const deviations = all.map((small) => small.deviations.length).toSorted((one, other) => one - other);
  expect(deviations[Math.floor(deviations.length / 2)]).toBe(1);
  expect(deviations.at(-1)).toBe(2);
  expect(Math.max(...all.map(({ reruns }) => reruns))).toBeLessThanOrEqual(260);
});
