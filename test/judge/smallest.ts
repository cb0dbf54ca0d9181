// The smallest program of a profile with a difference of a kind: `npx tsx test/judge/smallest.ts PROFILE SEED [KIND]`.

import fc from "fast-check";

import { judge, worstOf } from "./compare.ts";
import { cases } from "./generate.ts";

const [profile = "cells", seed = "1", kind] = process.argv.slice(2);
const property = fc.asyncProperty(cases(profile), async ({ program, settings }) => {
  const found = await judge({ program, settings }, 6_000);
  const worst = found === undefined ? undefined : worstOf(found);
  return worst === undefined || (kind !== undefined && worst !== kind);
});
const result = await fc.check(property, {
  seed: Number(seed),
  numRuns: 600,
  interruptAfterTimeLimit: 100_000,
  markInterruptAsFailure: false,
});
process.stdout.write(`${JSON.stringify(result.counterexample?.[0] ?? "none")}\n`);
