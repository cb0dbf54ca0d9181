import { readFileSync } from "node:fs";
import { bruteForce, reduction } from "./enumerate.ts";
import type { Case } from "./enumerate.ts";
const generated = JSON.parse(readFileSync(0, "utf8")) as Case;
const all = new Set<number>();
await bruteForce(generated, 200_000, (number) => { all.add(number); });
const seen = new Map<string, string>();
await reduction(generated, 200_000, (number, outcome, steps) => {
  process.stdout.write(`${all.has(number) ? "" : "EXTRA "}${seen.has(String(number)) ? "AGAIN " : ""}${number} ${outcome}: ${steps.join(" | ")}\n`);
  seen.set(String(number), "");
});
