// Output of an exploration besides its error: notes for every reporter, and one line for verbose reporters.

import type { CorpusReport } from "../../explore/index.ts";
import { basisLine, corpusLines, leftOpenLines, reportLine } from "../../report/index.ts";
import type { ExploredTest } from "../exploration.ts";

/** Prints notes that require attention. */
export function printNotes({ drawnSeed, report }: ExploredTest, isPassed: boolean): void {
  if (drawnSeed !== undefined) console.log(`heddle: seed ${drawnSeed}`);
  for (const { actor, operation = "" } of report.unawaited)
    console.warn(`heddle: ${actor} returned while ${operation} was pending, which it had not awaited`);
  for (const line of leftOpenLines(report)) console.warn(`heddle: ${line}`);
  // For a failing test the report contains the corpus.
  if (!isPassed || report.corpus === undefined) return;
  const lines = corpusLines(onlyNews(report.corpus));
  if (lines.length > 0) console.warn(lines.map((line) => `heddle: ${line}`).join("\n"));
}

/** The corpus without regression schedules that have passed before. */
function onlyNews(corpus: CorpusReport): CorpusReport {
  return { ...corpus, replayed: corpus.replayed.filter(({ isNews, state }) => isNews || state !== "fixed") };
}

/** One line about the exploration, what a proof rests on, and the regression schedules that still pass. */
export function lineOf({ report }: ExploredTest): string {
  const fixed = report.corpus?.replayed.filter(({ isNews, state }) => state === "fixed" && !isNews) ?? [];
  const regressions =
    report.corpus === undefined ? [] : corpusLines({ ...report.corpus, replayed: fixed, unsaved: [] });
  const basis = report.verdict === "passed" && report.proof !== undefined ? [basisLine([report])] : [];
  return [[reportLine(report), ...basis].join("; "), ...regressions].join("\n");
}
