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
export { explorationTable, scenarioTable } from "./exploration-table.ts";
export { findingText } from "./finding.ts";
export type { FindingContext } from "./finding.ts";
export { summaryLine } from "./summary.ts";
export { isAsExpected } from "./explored.ts";
export type { ExplorationResult, Explored } from "./explored.ts";
export { errorLines } from "./error-lines.ts";
export { errorJson } from "./json.ts";
export { replayCommand } from "./replay-command.ts";
export { sourceText } from "./step-text.ts";
