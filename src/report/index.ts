// Reports for people and for programs: pure functions from results to text or plain data, without output of their own.

/** @internal */
export { briefText } from "./failure/brief-text.ts";
export { counterexampleText } from "./failure/counterexample-text.ts";
export type { CounterexampleTextOptions } from "./failure/counterexample-text.ts";
export type { Sources } from "./failure/failure-text.ts";
export { mermaidText } from "./mermaid.ts";
export type { MermaidOptions } from "./mermaid.ts";
export { laneText } from "./lanes/lanes.ts";
export { switchText } from "./steps/turns.ts";
export type { PageOptions } from "./layout/page.ts";
export { paletteFor } from "./layout/palette.ts";
export type { Palette } from "./layout/palette.ts";
export { counterexampleJson, explorationJson } from "./json.ts";
export type { CounterexampleJson, ErrorJson, ExplanationJson, ExplorationJson, JsonContext, RunJson } from "./json.ts";
export type { ExplorationResult, Explored } from "./exploration/explored.ts";

// The parts of reports and counterexamples.

export type { Divergence } from "../errors.ts";
export type { Deviation, Settings } from "../choice/index.ts";
export type {
  Basis,
  InstrumentedBasis,
  CorpusReplay,
  CorpusReport,
  DependentSteps,
  Doubt,
  Failure,
  LostClass,
  OutputPart,
  PassedReport,
  ProgramOutput,
  Proof,
  StrategyShare,
  UndecidedReport,
  ViolatedReport,
} from "../explore/index.ts";
export type { Outcome, Survivor, Wait } from "../kernel/index.ts";
export type { CriticalPair, RacingOperation } from "../shrink/index.ts";
export type { SourcePosition, Step } from "../trace/index.ts";

// Further texts of the command line.

/** @internal */
export { githubText } from "./exploration/github.ts";
/** @internal */
export { junitText } from "./exploration/junit.ts";
/** @internal */
export { outputLines } from "./failure/output-text.ts";
/** @internal */
export { replayJson } from "./replay-json.ts";
/** @internal */
export type { ReplayJson } from "./replay-json.ts";

/** @internal */
export { errorLines } from "./failure/error-lines.ts";
/** @internal */
export { corpusLines } from "./exploration/corpus-text.ts";
/** @internal */
export { isAsExpected, isCutOff } from "./exploration/explored.ts";
/** @internal */
export { unseenText } from "./layout/percent.ts";
/** @internal */
export { findingText } from "./exploration/finding.ts";
/** @internal */
export { errorJson } from "./json.ts";
/** @internal */
export { replayCommand, shellWord } from "./failure/replay-command.ts";
/** @internal */
export { sourceText } from "./steps/step-text.ts";
/** @internal */
export { replayedText } from "./failure/replayed.ts";
/** @internal */
export { basisLine, instrumentationLine } from "./exploration/basis-text.ts";
/** @internal */
export { basisOfRun, reportLine, summaryLine } from "./exploration/summary.ts";
/** @internal */
export { leftOpenLines } from "./exploration/left-open.ts";
/** @internal */
export { undecidedText } from "./exploration/undecided-text.ts";

// For the viewer.

/** @internal */
export { asSentence } from "./failure/pair-text.ts";
/** @internal */
export { exitsOf } from "./lanes/lifelines.ts";
/** @internal */
export { endingsOf } from "./lanes/scene.ts";
/** @internal */
export { operationOrSignal } from "./steps/step-text.ts";
