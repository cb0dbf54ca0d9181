// What happened, for people and for programs: values in, text or plain data out. Writes nothing.

export { corpusLines } from "./corpus-text.ts";
export { isAsExpected } from "./explored.ts";
export type { Explored } from "./explored.ts";
export { errorLines, findingText, replayCommand, shellWord } from "./finding.ts";
export { errorJson, explorationJson } from "./json.ts";
export type { ExplorationJson } from "./json.ts";
export { laneText } from "./lanes.ts";
export type { LaneOptions } from "./lanes.ts";
export { explorationTable, scenarioTable } from "./exploration-table.ts";
export { reportLine, summaryLine } from "./summary.ts";
export { paletteFor } from "./palette.ts";
export type { Palette } from "./palette.ts";
export { counterexampleLines } from "./counterexample-text.ts";
export { switchText } from "./switches.ts";
export { undecidedText } from "./undecided-text.ts";
export { sourceText } from "./step-text.ts";
