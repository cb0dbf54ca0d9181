// What an exploration says beside its error: what has to be seen whatever the reporter, and the line of a verbose one.

import type { CorpusReport } from "../explore/index.ts";
import { corpusLines, reportLine } from "../report/index.ts";
import type { ExploredTest } from "./exploration.ts";

/** Prints what somebody must do something about. */
export function printNotes({ drawnSeed, report }: ExploredTest, isPassed: boolean): void {
  if (drawnSeed !== undefined) console.log(`heddle: seed ${drawnSeed}`);
  // Under a failing test it stands in the report.
  if (!isPassed || report.corpus === undefined) return;
  const lines = corpusLines(onlyNews(report.corpus));
  if (lines.length > 0) console.warn(lines.map((line) => `heddle: ${line}`).join("\n"));
}

/** A regression schedule that passes is no news after the first time. */
function onlyNews(corpus: CorpusReport): CorpusReport {
  return { ...corpus, replayed: corpus.replayed.filter(({ isNews, state }) => isNews || state !== "fixed") };
}

/** What was tried, and the regression schedules. */
export function lineOf({ report }: ExploredTest): string {
  const fixed = report.corpus?.replayed.filter(({ isNews, state }) => state === "fixed" && !isNews) ?? [];
  const kept = report.corpus === undefined ? [] : corpusLines({ ...report.corpus, replayed: fixed, unsaved: [] });
  return [reportLine(report), ...kept].join("\n");
}
