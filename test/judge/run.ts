// Judges programs of one profile after the other: `npx tsx test/judge/run.ts [profile|all] [programs] [seed] [seconds]`.

import fc from "fast-check";

import { judge, worstOf } from "./compare.ts";
import { cases, PROFILES } from "./generate.ts";

const [which = "all", programs = "100", seed = String(Date.now() % 100_000), seconds = "60"] = process.argv.slice(2);
const names = which === "all" ? Object.keys(PROFILES) : [which];
const LIMIT = 15_000;

for (const name of names) {
  const counts = new Map<string, number>();
  const end = performance.now() + Number(seconds) * 1_000;
  let judged = 0;
  let tooLarge = 0;
  const examples = new Map<string, string>();
  for (const { program, settings } of fc.sample(cases(name), { numRuns: Number(programs), seed: Number(seed) })) {
    if (performance.now() > end) break;
    let found;
    try {
      found = await judge({ program, settings }, LIMIT);
    } catch (error) {
      counts.set("crash", (counts.get("crash") ?? 0) + 1);
      examples.set("crash", `${String(error)} ${JSON.stringify({ program, settings })}`);
      continue;
    }
    if (found === undefined) {
      tooLarge += 1;
      continue;
    }
    judged += 1;
    const worst = worstOf(found);
    if (worst === undefined) continue;
    counts.set(worst, (counts.get(worst) ?? 0) + 1);
    const text = JSON.stringify({ program, settings, found });
    if (text.length < (examples.get(worst)?.length ?? Number.POSITIVE_INFINITY)) examples.set(worst, text);
  }
  const shown = process.env["SHOW"] === undefined ? [] : [...examples].map(([worst, text]) => ` ${worst}: ${text}`);
  const figures = JSON.stringify({ judged, tooLarge, ...Object.fromEntries(counts) });
  process.stdout.write(`${[`${name} ${figures}`, ...shown].join("\n")}\n`);
}
