// Scenario benchmarks: `npm run bench:scenarios` searches each broken one with the default strategy, with the default seed and with
// 20 others, runs each fixed one 20,000 times, proves those that `dpor` can exhaust, and writes the table of
// docs/benchmarks.md. It exits with 1 if one fails. `npm run bench:scenarios -- f4 k1` runs those with the given name prefixes and
// writes no table.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { explore } from "heddle";
import type { ExploreOptions, Scenario } from "heddle";

import { scenarios } from "../../scenarios/index.ts";
import { markdown } from "../finding/markdown.ts";
import { summarize } from "../finding/trials.ts";

const DOCUMENT = fileURLToPath(new URL("../../../docs/benchmarks.md", import.meta.url));
const BEGIN = "<!-- catalogue: begin -->";
const END = "<!-- catalogue: end -->";

/** The number of executions within which a broken scenario must be found with the default seed. */
const FEW = 2_000;
/** The same for each other seed; also the number that a fixed scenario must pass. */
const MANY = 20_000;
const SEEDS = 20;

/** One line of the table, and whether it meets the requirements. */
interface Line {
  readonly cells: readonly string[];
  readonly isMet: boolean;
}

/** The first failing execution, from 1; `null` when none fails. */
async function first({ name, options, program }: Scenario, search: ExploreOptions): Promise<number | null> {
  const report = await explore(program, { ...options, name, shrink: false, ...search });
  return report.counterexamples.length > 0 ? report.executions : null;
}

async function broken(scenario: Scenario): Promise<Line> {
  const atDefault = await first(scenario, { executions: FEW });
  const firsts: (number | null)[] = [];
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    firsts.push(await first(scenario, { seed: `catalogue ${seed}`, executions: MANY }));
  }
  const { hits, median, worst } = summarize({ program: scenario.name, strategy: "portfolio", limit: MANY, firsts });
  return {
    cells: [scenario.name, String(atDefault ?? "–"), `${hits}/${SEEDS}`, String(median ?? "–"), String(worst ?? "–")],
    isMet: atDefault !== null && hits === SEEDS,
  };
}

async function fixed(scenario: Scenario): Promise<Line> {
  const { name, options, program } = scenario;
  const failure = await first(scenario, { executions: MANY });
  const search = await explore(program, { ...options, name, strategy: "dpor", executions: MANY, shrink: false });
  const isRefuted = search.counterexamples.length > 0;
  const proof = isRefuted
    ? "violated"
    : search.exhausted
      ? `${search.classes.toLocaleString("en")} class${search.classes === 1 ? "" : "es"}`
      : "not done";
  return {
    cells: [name, failure === null ? "none" : `execution ${failure}`, proof],
    isMet: failure === null && !isRefuted,
  };
}

async function table(head: readonly string[], chosen: readonly Scenario[], line: typeof broken): Promise<string> {
  const lines: Line[] = [];
  for (const scenario of chosen) {
    const result = await line(scenario);
    lines.push(result);
    console.log(`${result.cells.join("  ")}${result.isMet ? "" : "  SHORT"}`);
    if (!result.isMet) process.exitCode = 1;
  }
  return markdown([head, ...lines.map(({ cells }) => cells)]);
}

const prefixes = process.argv.slice(2);
const chosen = scenarios.filter(
  ({ name }) => prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix)),
);
const found = await table(
  ["broken scenario", "default seed", "found", "median", "worst"],
  chosen.filter(({ expected }) => expected === "violated"),
  broken,
);
const passed = await table(
  ["fixed scenario", `failures in ${MANY.toLocaleString("en")}`, "by `dpor`"],
  chosen.filter(({ expected }) => expected === "passed"),
  fixed,
);
if (prefixes.length === 0) {
  const text = readFileSync(DOCUMENT, "utf8");
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${DOCUMENT} has no place between "${BEGIN}" and "${END}".`);
  writeFileSync(DOCUMENT, `${text.slice(0, begin + BEGIN.length)}\n\n${found}\n\n${passed}\n\n${text.slice(end)}`);
}
