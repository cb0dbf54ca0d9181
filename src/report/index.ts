// What happened, for people and for programs: values in, text or plain data out. Writes nothing.

export { counterexampleText } from "./counterexample-text.ts";
export type { CounterexampleTextOptions } from "./counterexample-text.ts";
export type { Sources } from "./failure-text.ts";
export { mermaidText } from "./mermaid.ts";
export type { MermaidOptions } from "./mermaid.ts";
export { laneText } from "./lanes.ts";
export { switchText } from "./switches.ts";
export type { PageOptions } from "./page.ts";
export { paletteFor } from "./palette.ts";
export type { Palette } from "./palette.ts";
export { counterexampleJson, explorationJson } from "./json.ts";
export type { CounterexampleJson, ErrorJson, ExplorationJson, JsonContext, RunJson, ShrunkJson } from "./json.ts";
export type { ExplorationResult, Explored } from "./explored.ts";

// What the command prints besides.

/** @internal */
export { errorLines } from "./error-lines.ts";
/** @internal */
export { explorationTable, scenarioTable } from "./exploration-table.ts";
/** @internal */
export { corpusLines } from "./corpus-text.ts";
/** @internal */
export { isAsExpected } from "./explored.ts";
/** @internal */
export { findingText } from "./finding.ts";
/** @internal */
export { errorJson } from "./json.ts";
/** @internal */
export { replayCommand, shellWord } from "./replay-command.ts";
/** @internal */
export { sourceText } from "./step-text.ts";
/** @internal */
export { replayedText } from "./replayed.ts";
/** @internal */
export { reportLine, summaryLine } from "./summary.ts";
/** @internal */
export { undecidedText } from "./undecided-text.ts";
