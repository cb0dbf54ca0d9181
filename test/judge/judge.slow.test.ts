// The reduction against brute force, over generated programs of everything that the entry points offer: a fixed seed by
// day, a fresh one by night, which is printed. What differs is shrunk.

import { expect, test } from "vitest";

import { PROFILES } from "./profiles.ts";
import { search, smallest } from "./search.ts";

const IS_NIGHTLY = process.env["HEDDLE_NIGHTLY"] !== undefined;
const NAMES = Object.keys(PROFILES);
/** 400 programs by day, 20,000 by night. */
const PROGRAMS = Math.ceil((IS_NIGHTLY ? 20_000 : 400) / NAMES.length);
const SEED = IS_NIGHTLY ? Date.now() % 1_000_000 : 5;
/** Programs with more schedules are left out. */
const limit = IS_NIGHTLY ? 4_000 : 2_000;

/** The greatest share of programs of which the reduction repeats a class. */
const MOST_REPEATING = 0.01;

const modes = new Set<string>();
let programs = 0;
let repeating = 0;

test.each(NAMES)(
  `the reduction shows what every schedule of a program shows: %s, seed ${SEED}`,
  { timeout: 3_600_000 },
  async (profile) => {
    const options = { profile, seed: SEED, programs: PROGRAMS, limit };
    const { findings, judged, modes: seen } = await search(options);
    for (const mode of seen) modes.add(mode);
    programs += judged;
    const differences: string[] = [];
    for (const finding of findings) {
      // A repeated execution costs time, and loses nothing.
      if (finding.kind === "repeated" || finding.kind === "redundant") {
        repeating += 1;
        continue;
      }
      const shown = differences.length === 0 ? await smallest(finding, options) : undefined;
      differences.push(`${finding.kind}: ${JSON.stringify(shown ?? finding.generated)}`);
    }
    expect(differences).toEqual([]);
    expect(judged).toBeGreaterThan(PROGRAMS / 3);
  },
);

test("the reduction repeats a class of few programs", () => {
  expect(repeating).toBeLessThanOrEqual(programs * MOST_REPEATING);
});

test("programs were judged in each signal mode and each time mode", () => {
  expect([...modes].toSorted()).toEqual(["instant competing", "instant lazy", "pairwise competing", "pairwise lazy"]);
});
