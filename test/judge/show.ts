// Shows the executions of the reduction on a program, and one of each class that it loses:
// `npx tsx test/judge/show.ts < case.json`, with what `smallest.ts` prints.

import { readFileSync } from "node:fs";

import { judge } from "./compare.ts";
import { bruteForce, reduction } from "./enumerate.ts";
import type { Case, OnExecution } from "./enumerate.ts";

const LIMIT = 200_000;

const generated = JSON.parse(readFileSync(0, "utf8")) as Case;
const lines: string[] = [];
const run = new Set<number>();
const lost = new Map<number, string>();
const shown: OnExecution = (number, outcome, steps) => {
  run.add(number);
  lines.push(`${number} ${outcome}: ${steps.join(" | ")}`);
};
await reduction(generated, LIMIT, shown);
await bruteForce(generated, LIMIT, (number, outcome, steps) => {
  if (!run.has(number)) lost.set(number, `lost: ${number} ${outcome}: ${steps.join(" | ")}`);
});
lines.push(...lost.values(), JSON.stringify(await judge(generated, { limit: LIMIT, failures: "all" }), undefined, 1));
process.stdout.write(`${lines.join("\n")}\n`);
