// Prints each program that differs as one line of JSON, going round all profiles:
// `npx tsx test/judge/findings.ts SEED PROGRAMS [PROFILES [EXAMPLE]]`, or judges the example alone. `mutations.ts` runs it in a changed copy of the repository.

import fc from "fast-check";

import { judge, worstOf } from "./compare.ts";
import type { Case } from "./enumerate.ts";
import { cases } from "./generate.ts";
import { PROFILES } from "./profiles.ts";

const LIMIT = 2_000;
const EXAMPLE_LIMIT = 20_000;

const [seed = "1", programs = "1000", profiles = "", example] = process.argv.slice(2);
const names = profiles === "" ? Object.keys(PROFILES) : profiles.split(",");
const rounds = Math.ceil(Number(programs) / names.length);
const samples = names.map((name) => fc.sample(cases(name), { numRuns: rounds, seed: Number(seed) }));

let judged = 0;
if (example !== undefined) {
  const generated = JSON.parse(example) as Case;
  const found = await judge(generated, { limit: EXAMPLE_LIMIT });
  const kind = found && worstOf(found);
  if (kind !== undefined)
    process.stdout.write(`${JSON.stringify({ judged: 1, profile: "example", kind, generated })}\n`);
}
for (let round = 0; round < (example === undefined ? rounds : 0); round += 1) {
  for (const [index, profile] of names.entries()) {
    const generated = samples[index]?.[round];
    const found = generated && (await judge(generated, { limit: LIMIT }));
    judged += 1;
    const kind = found && worstOf(found);
    if (kind !== undefined) process.stdout.write(`${JSON.stringify({ judged, profile, kind, generated })}\n`);
  }
}
