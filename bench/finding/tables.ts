// The tables of docs/benchmarks.md and their conclusions.

import { LIMIT, STRATEGIES } from "./budget.ts";
import { bestPublished, isFoundByOthers, published, PUBLISHED_STRATEGIES } from "./published.ts";
import type { PublishedStrategy } from "./published.ts";
import { markdown } from "./markdown.ts";
import type { Results } from "./results.ts";
import { summarize } from "./trials.ts";
import type { Cell } from "./trials.ts";

/** The threshold above which a better strategy matters. */
const EASY = 10;

/** The portfolio next to the published figures, and all strategies side by side, as Markdown. */
export function tablesOf(programs: readonly string[], results: Results): string {
  const versus = [
    ["program", "median", "mean", "worst", "hits", ...PUBLISHED_STRATEGIES],
    ...programs.map((program) => [
      program,
      ...portfolioColumns(results.get(program, "portfolio")),
      ...PUBLISHED_STRATEGIES.map((strategy) => publishedCell(program, strategy)),
    ]),
  ];
  const all = [
    ["program", ...STRATEGIES],
    ...programs.map((program) => [
      program,
      ...STRATEGIES.map((strategy) => measuredCell(results.get(program, strategy))),
    ]),
  ];
  return [
    "The portfolio, and beside it the published means:",
    markdown(versus),
    ...conclusions(programs, results),
    "All strategies, median / mean / worst:",
    markdown(all),
  ].join("\n\n");
}

/** The conclusions from the tables, as sentences. */
export function conclusions(programs: readonly string[], results: Results): readonly string[] {
  const shortfalls = new Map(programs.map((program) => [program, shortfall(results.get(program, "portfolio"))]));
  const missed = [...shortfalls].flatMap(([program, how]) => (how === undefined ? [] : [`${program} (${how})`]));
  const expected = programs.filter(isFoundByOthers);
  const isFound = (program: string): boolean => shortfalls.get(program) === undefined;
  const best = compare(programs, results, (program) => bestPublished(program)?.mean);
  const surw = compare(programs, results, (program) => published(program, "SURW")?.mean);
  return [
    `The portfolio finds ${programs.filter(isFound).length} of ${programs.length} programs in every trial; of the ` +
      `${expected.length} that some published strategy finds, ${expected.filter(isFound).length}. ` +
      `Not found in every trial: ${missed.length === 0 ? "none" : missed.join(", ")}.`,
    `Against the best published strategy of each row, where that takes more than ${EASY} executions: ${best}. Against ` +
      `SURW, the published strategy that finds most, where that takes more than ${EASY}: ${surw}.`,
  ];
}

/** The shortfall of a cell that does not find the bug in every trial; otherwise `undefined`. */
function shortfall(cell: Cell | undefined): string | undefined {
  if (cell === undefined) return "not measured";
  const { hits, trials } = summarize(cell);
  return hits === trials ? undefined : `${hits} of ${trials} in ${cell.limit.toLocaleString("en")}`;
}

function compare(
  programs: readonly string[],
  results: Results,
  meanOfOthers: (program: string) => number | undefined,
): string {
  const rows = programs.flatMap((program) => {
    const others = meanOfOthers(program);
    const cell = results.get(program, "portfolio");
    // A mean is meaningless with a smaller budget than the published one.
    if (others === undefined || others <= EASY || (cell !== undefined && cell.limit < LIMIT)) return [];
    const summary = cell === undefined ? undefined : summarize(cell);
    const isFaster = summary?.mean !== undefined && summary.hits === summary.trials && summary.mean < others;
    return [{ program, isFaster }];
  });
  const faster = rows.filter(({ isFaster }) => isFaster);
  const slower = rows.filter(({ isFaster }) => !isFaster).map(({ program }) => program);
  const rest = slower.length === 0 ? "" : `, not on ${slower.join(", ")}`;
  return `the portfolio's mean is lower on ${faster.length} of ${rows.length} rows${rest}`;
}

function portfolioColumns(cell: Cell | undefined): readonly string[] {
  if (cell === undefined) return ["", "", "", ""];
  const { hits, mean, median, trials, worst } = summarize(cell);
  return [figure(median), figure(mean), figure(worst), `${hits}/${trials}${withLimit(cell)}`];
}

function measuredCell(cell: Cell | undefined): string {
  if (cell === undefined) return "";
  const { hits, mean, median, trials, worst } = summarize(cell);
  const share = hits === trials ? "" : `${hits}/${trials}${withLimit(cell)}`;
  if (hits === 0) return share;
  const figures = [median, mean, worst].map(figure).join(" / ");
  return share === "" ? figures : `${figures} (${share})`;
}

function publishedCell(program: string, strategy: PublishedStrategy): string {
  const one = published(program, strategy);
  if (one === undefined) return "";
  if (one.mean === undefined) return "0/20";
  return one.hits === 20 ? figure(one.mean) : `${figure(one.mean)} (${one.hits}/20)`;
}

/** The limit, if it is not the usual one. */
function withLimit({ limit }: Cell): string {
  return limit === LIMIT ? "" : ` in ${limit.toLocaleString("en")}`;
}

function figure(value: number | undefined): string {
  return value === undefined ? "–" : Math.round(value).toLocaleString("en");
}
