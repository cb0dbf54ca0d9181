// Exploring, replaying and shrinking programs.

export { Deadlock, headline, Livelock } from "./failures/counterexample.ts";
export { exploreOn } from "./explore.ts";
export { exhaustively, verifyOn } from "./verify.ts";
export type { VerifyOptions } from "./verify.ts";
export type { Subject } from "./setup/subject.ts";
export { parseEntry, printable, printEntry } from "./corpus/entry.ts";
export type { CorpusEntry } from "./corpus/entry.ts";
export { CORPUS_FOLDER, fileNameOf, folderNameOf, freeName } from "./corpus/file-name.ts";
export type { CorpusReplay, CorpusReport } from "./corpus/corpus-report.ts";
export type { Counterexample, Failure } from "./failures/counterexample.ts";
export type { BatchResult } from "./workers/batch-result.ts";
export type { WorkerPool, Job, Broadcast, JobTypes, JobKind, WorkerSetup } from "./workers/worker-pool.ts";
export type { Unfinished } from "./liveness/liveness.ts";
export type {
  PassedReport,
  Report,
  ReportFigures,
  StrategyShare,
  UndecidedReport,
  Verdict,
  ViolatedReport,
} from "./search/report.ts";
export type { Program } from "./setup/program.ts";
export type {
  CorpusFolder,
  Guarded,
  Host,
  OutputPart,
  OutputRecorder,
  ProgramOutput,
  StoredFile,
} from "./setup/host.ts";
export { DEFAULTS, OPTION_NAMES, planOf } from "./setup/options.ts";
export type { Check, CompletedExecution } from "./setup/check.ts";
export type { ExploreOptions, Progress } from "./setup/options.ts";
export { findProgram } from "./setup/program-location.ts";
export { recordOn, replayOn } from "./failures/replay.ts";
export type { RecordedExecution, ReplayedExecution, ReplayOptions } from "./failures/replay.ts";
export type { RecordedStates } from "./states/recorded-states.ts";
export { shrinkOn } from "./failures/shrink.ts";
export type { ShrinkOptions } from "./failures/shrink.ts";
export { isScenario, scenario } from "./setup/scenario.ts";
export type { Scenario, ScenarioTraits } from "./setup/scenario.ts";
export { Runner } from "./execution/runner.ts";
export { JobRunner } from "./search/job-runner.ts";
export type { JobPort, WorkerMessage } from "./search/job-runner.ts";
export type { Basis, DependentSteps, Doubt, InstrumentedBasis, LostClass, Proof } from "./proof/proof.ts";
