// Prints each program that differs as one line of JSON, going round all profiles:
// `npx tsx test/judge/findings.ts SEED PROGRAMS [PROFILES]`. `mutations.ts` runs it in a changed copy of the repository.

import fc from "fast-check";

import { judge, worstOf } from "./compare.ts";
import { cases } from "./generate.ts";
import { PROFILES } from "./profiles.ts";

const LIMIT = 2_000;

const [seed = "1", programs = "1000", profiles] = process.argv.slice(2);
const names = profiles?.split(",") ?? Object.keys(PROFILES);
const rounds = Math.ceil(Number(programs) / names.length);
const samples = names.map((name) => fc.sample(cases(name), { numRuns: rounds, seed: Number(seed) }));

let judged = 0;
for (let round = 0; round < rounds; round += 1) {
  for (const [index, profile] of names.entries()) {
    const generated = samples[index]?.[round];
    const found = generated && (await judge(generated, { limit: LIMIT }));
    judged += 1;
    const kind = found && worstOf(found);
    if (kind !== undefined) process.stdout.write(`${JSON.stringify({ judged, profile, kind, generated })}\n`);
  }
}
