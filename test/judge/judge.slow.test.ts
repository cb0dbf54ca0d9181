// The reduction against brute force, over generated programs of everything that the entry points offer: a fixed seed by
// day, a fresh one by night. `npx tsx test/judge/smallest.ts PROFILE SEED` shrinks what differs.

import fc from "fast-check";
import { expect, test } from "vitest";

import { judge, worstOf } from "./compare.ts";
import { cases, PROFILES } from "./generate.ts";

const IS_NIGHTLY = process.env["HEDDLE_NIGHTLY"] !== undefined;
/** For each of the sixteen profiles: 400 programs by day, 20,000 by night. */
const PROGRAMS = IS_NIGHTLY ? 1_250 : 25;
const SEED = IS_NIGHTLY ? Date.now() % 1_000_000 : 4;
/** Programs with more schedules are left out. */
const MAX_SCHEDULES = IS_NIGHTLY ? 50_000 : 3_000;

test.each(Object.keys(PROFILES))(
  `the reduction shows what every schedule of a program shows: %s, seed ${SEED}`,
  { timeout: 3_600_000 },
  async (profile) => {
    const differences: string[] = [];
    for (const { program, settings } of fc.sample(cases(profile), { numRuns: PROGRAMS, seed: SEED })) {
      const found = await judge({ program, settings }, MAX_SCHEDULES);
      const worst = found === undefined ? undefined : worstOf(found);
      // A repeated execution costs time, and loses nothing.
      if (worst === undefined || worst === "repeated" || worst === "redundant") continue;
      differences.push(`${worst}: ${JSON.stringify({ program, settings })}`);
    }
    expect(differences).toEqual([]);
  },
);
