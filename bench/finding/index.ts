// The number of executions to find each published bug: `npm run bench:finding` measures the cells missing in build/finding.json
// and writes the tables of docs/benchmarks.md. `npm run bench:finding -- --help` explains how to run a part.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import type { StrategyName } from "heddle";

import { scenarios } from "../../scenarios/index.ts";
import { BENCH_PROGRAMS, benchProgramNamed } from "../programs/index.ts";
import { LIMIT, limitOf, SEEDS, STRATEGIES } from "./budget.ts";
import { Results } from "./results.ts";
import { shrinkingTable } from "./shrinking-table.ts";
import { conclusions, tablesOf } from "./tables.ts";
import { runCell, summarize } from "./trials.ts";
import type { Cell, CellOptions } from "./trials.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const RESULTS = join(ROOT, "build", "finding.json");
const DOCUMENT = join(ROOT, "docs", "benchmarks.md");
const BEGIN = "<!-- finding: begin -->";
const END = "<!-- finding: end -->";

/** The strategy whose findings are shrunk. */
const SHRINKING = "portfolio";
const BROKEN = scenarios.filter(({ expected }) => expected === "violated");

const HELP = `npm run bench:finding -- [options]
  --programs a,b     only these programs (default: all of bench/programs)
  --strategies a,b   only these strategies (default: ${STRATEGIES.join(",")})
  --limit n          executions of a trial at most (default: see bench/finding/budget.ts)
  --seeds n          trials of a cell (default: ${SEEDS}; the results of another number are shown, not kept)
  --fresh            measure again what build/finding.json has already`;

const { values } = parseArgs({
  options: {
    programs: { type: "string" },
    strategies: { type: "string" },
    limit: { type: "string" },
    seeds: { type: "string" },
    fresh: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

async function measure(): Promise<void> {
  const results = new Results(RESULTS);
  const programs = values.programs?.split(",").map(benchProgramNamed) ?? BENCH_PROGRAMS;
  const strategies = (values.strategies?.split(",") as readonly StrategyName[] | undefined) ?? STRATEGIES;
  const seeds = positive("seeds", values.seeds) ?? SEEDS;
  for (const strategy of strategies) {
    for (const program of programs) {
      const limit = positive("limit", values.limit) ?? limitOf(program.name, strategy);
      const known = results.get(program.name, strategy);
      const shrinks = strategy === SHRINKING;
      const isMeasured = known?.limit === limit && (!shrinks || known.shrinkings !== undefined);
      if (!values.fresh && seeds === SEEDS && isMeasured) continue;
      const cell = await timed(program, strategy, { seeds, limit, shrinks });
      if (seeds === SEEDS) results.add(cell);
    }
  }
  if (values.programs === undefined && values.strategies === undefined) await measureScenarios(results, seeds);
  const names = BENCH_PROGRAMS.map(({ name }) => name);
  console.log(`\n${conclusions(names, results).join("\n")}`);
  const table = shrinkingTable([...BROKEN.map(({ name }) => name), ...names], results, SHRINKING);
  writeDocument(`${tablesOf(names, results)}\n\n${table}`);
}

/** The additional programs of the shrinking table: the broken scenarios. */
async function measureScenarios(results: Results, seeds: number): Promise<void> {
  for (const scenario of BROKEN) {
    if (!values.fresh && seeds === SEEDS && results.get(scenario.name, SHRINKING)?.shrinkings !== undefined) continue;
    const cell = await timed(scenario, SHRINKING, { seeds, limit: LIMIT, shrinks: true });
    if (seeds === SEEDS) results.add(cell);
  }
}

async function timed(
  program: Parameters<typeof runCell>[0],
  strategy: StrategyName,
  options: CellOptions,
): Promise<Cell> {
  const start = performance.now();
  const cell = await runCell(program, strategy, options);
  const { hits, mean, median, trials, worst } = summarize(cell);
  const seconds = ((performance.now() - start) / 1_000).toFixed(1);
  console.log(
    `${strategy} on ${program.name}: ${hits} of ${trials} within ${options.limit}, ` +
      `median ${median ?? "–"}, mean ${mean?.toFixed(1) ?? "–"}, worst ${worst ?? "–"}; ${seconds} s`,
  );
  return cell;
}

function writeDocument(tables: string): void {
  const text = readFileSync(DOCUMENT, "utf8");
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${DOCUMENT} has no place between "${BEGIN}" and "${END}".`);
  writeFileSync(DOCUMENT, `${text.slice(0, begin + BEGIN.length)}\n\n${tables}\n\n${text.slice(end)}`);
}

function positive(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`--${name} must be a positive whole number, but it is ${text}.`);
}

if (values.help) console.log(HELP);
else await measure();
