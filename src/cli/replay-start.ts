// How a suggested command starts heddle, with the options that a replay needs, too.

import { shellWord } from "../report/index.ts";
import { startingCommand } from "./output/terminal.ts";
import type { LoadOptions } from "./scenarios/load-selection.ts";

/** The start of a command that replays what was loaded with these options. */
export function replayStart(loading: LoadOptions): { readonly command: string; readonly replayOptions?: string } {
  const command = startingCommand();
  const { instrument, instrumentFresh, instrumentPackage, instrumentState, tsconfig } = loading;
  const options = [
    ...(tsconfig === undefined ? [] : [`--tsconfig ${shellWord(tsconfig)}`]),
    ...(instrument ?? []).map((pattern) => `--instrument ${shellWord(pattern)}`),
    ...(instrumentPackage ?? []).map((name) => `--instrument-package ${shellWord(name)}`),
    ...(instrumentState === true ? ["--instrument-state"] : []),
    ...(instrumentFresh === true ? ["--instrument-fresh"] : []),
  ];
  return options.length === 0 ? { command } : { command, replayOptions: options.join(" ") };
}
