// Comparison of this clone with another one, in one process: `npm run bench:compare -- FOLDER` prints the ratios of the times of a step, a
// message and an execution. Run `npm run build && npx tsc -p bench/tsconfig.build.json` in the other clone first.

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import * as hereMeasure from "./measure.ts";
import * as herePrograms from "./programs.ts";
import { ROUNDS } from "./row.ts";

interface Clone {
  readonly measure: typeof hereMeasure;
  readonly programs: typeof herePrograms;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Name the folder of the other clone.");
const load = (file: string): Promise<unknown> =>
  import(pathToFileURL(resolve(folder, "build", "bench", "speed", file)).href);
const here: Clone = { measure: hereMeasure, programs: herePrograms };
const there = { measure: await load("measure.js"), programs: await load("programs.js") } as Clone;

const MESSAGES = 300_000;
const ROWS: Readonly<Record<string, (clone: Clone) => Promise<number>>> = {
  "a step, random": ({ measure, programs }) => measure.perStep(programs.walkers(3, 100_000), "random"),
  "a message, instant": ({ measure, programs }) => measure.perMessage(programs.rally(MESSAGES), MESSAGES, "instant"),
  "a message, pairwise": ({ measure, programs }) => measure.perMessage(programs.rally(MESSAGES), MESSAGES, "pairwise"),
  "3 clients × 4 operations, random": ({ measure, programs }) => measure.perExecution(programs.clients, 16_384),
  "lost update, random": ({ measure, programs }) => measure.perExecution(programs.lostUpdate, 32_768),
};

for (const [what, cost] of Object.entries(ROWS)) {
  const { mine, theirs } = await hereMeasure.race({ mine: () => cost(here), theirs: () => cost(there) }, ROUNDS);
  console.log(
    `${what.padEnd(34)} ${mine.toFixed(0)} ns here, ${theirs.toFixed(0)} ns there: ${(mine / theirs).toFixed(3)} ×`,
  );
}
