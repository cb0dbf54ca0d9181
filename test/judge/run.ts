// Judges programs of one profile after the other: `npx tsx test/judge/run.ts [profile|all] [programs] [seed] [seconds]`.
// `SHOW=1` prints the shortest program of each kind of difference, `FAILURES=all` asks for every failure.

import { PROFILES } from "./profiles.ts";
import { search } from "./search.ts";

const [which = "all", programs = "100", seed = String(Date.now() % 100_000), seconds = "60"] = process.argv.slice(2);
const names = which === "all" ? Object.keys(PROFILES) : which.split(",");

for (const profile of names) {
  const { executions, findings, judged, milliseconds, tooLarge } = await search({
    profile,
    seed: Number(seed),
    programs: Number(programs),
    seconds: Number(seconds),
    limit: Number(process.env["LIMIT"] ?? 2_000),
    failures: process.env["FAILURES"] === "all" ? "all" : "first",
  });
  const kinds = new Map<string, number>();
  const examples = new Map<string, string>();
  for (const { differences, generated, kind } of findings) {
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const text = JSON.stringify({ ...generated, differences });
    if (text.length < (examples.get(kind)?.length ?? Number.POSITIVE_INFINITY)) examples.set(kind, text);
  }
  const perSecond = Math.round(((judged + tooLarge) / milliseconds) * 1_000);
  const skipped = `${Math.round((100 * tooLarge) / Math.max(1, judged + tooLarge))}%`;
  const figures = JSON.stringify({ judged, skipped, perSecond, executions, ...Object.fromEntries(kinds) });
  const shown = process.env["SHOW"] === undefined ? [] : [...examples].map(([kind, text]) => ` ${kind}: ${text}`);
  process.stdout.write(`${[`${profile} seed ${seed} ${figures}`, ...shown].join("\n")}\n`);
}
