// The state of the corpus as text: fixed, stale and damaged schedules, and files that were or were not saved.

import type { CorpusReplay, CorpusReport } from "../../explore/index.ts";
import { shellWord } from "../failure/replay-command.ts";

/** One line per corpus file; schedules that still fail are reported as counterexamples instead. */
export function corpusLines({ folder, replayed, saved, unsaved }: CorpusReport): readonly string[] {
  return [
    ...replayed.flatMap((replay) => replayLine(replay, folder) ?? []),
    ...saved.map((file) => `saved: ${pathOf(folder, file)}, which the next run replays first`),
    ...unsaved.map(({ signature, why }) => `not saved in ${folder}: ${signature} (${why})`),
  ];
}

function replayLine({ error, file, state, why }: CorpusReplay, folder: string): string | undefined {
  const path = pathOf(folder, file);
  switch (state) {
    case "failed":
      return undefined;
    case "fixed":
      return `fixed: ${path} (${error ?? ""}) passes now; kept as a regression schedule`;
    case "stale":
      return `stale: ${path} (${error ?? ""}) no longer fits the program: ${why ?? ""}; drop it: ${dropCommand(path)}`;
    case "damaged":
      return `damaged: ${path} was skipped: ${why ?? ""}`;
  }
}

/** The shell command that deletes a corpus file. */
function dropCommand(path: string): string {
  return `npx heddle corpus drop ${shellWord(path)}`;
}

function pathOf(folder: string, file: string): string {
  return file === "" ? folder : `${folder}/${file}`;
}
