// The main entry point: exploring and replaying programs, and the actor primitives. The layers, bottom to top: choice,
// trace, strategy, kernel; memory, otp, fault, cluster; registry, group; shrink, explore, report; host; check; vitest,
// fast-check, cli. A layer imports only layers below it, through their index.ts; test/architecture.test.ts holds the
// table.

import { exploreOn, replayOn, shrinkOn } from "./explore/index.ts";
import type {
  Counterexample,
  ExploreOptions,
  Program,
  ReplayedExecution,
  ReplayOptions,
  Report,
  ShrinkOptions,
} from "./explore/index.ts";
import { nodeHost } from "./host/index.ts";

/**
 * Runs `program` many times, each time with a different interleaving.
 * @returns what was tried and found; a counterexample is a value, not an exception
 * @throws UsageError for wrong options
 * @example const report = await explore(async () => { … }, { executions: 10_000 });
 */
export function explore(program: Program, options?: ExploreOptions): Promise<Report> {
  return exploreOn(nodeHost, program, options);
}

/**
 * Replays one execution from its token or its counterexample.
 * @throws UsageError for a token that is damaged, of another version or of another program; ReplayDivergence when the
 *   program has changed
 */
export function replay(
  program: Program,
  recorded: string | Counterexample,
  options?: ReplayOptions,
): Promise<ReplayedExecution> {
  return replayOn(nodeHost, program, recorded, options);
}

/**
 * Minimizes a counterexample and explains it, in `shrunk` of the result. `explore` does this automatically.
 * @throws UsageError for a token that is damaged, of another version or of another program; ReplayDivergence when the
 *   program has changed
 */
export function shrink(
  program: Program,
  recorded: string | Counterexample,
  options?: ShrinkOptions,
): Promise<Counterexample> {
  return shrinkOn(nodeHost, program, recorded, options);
}

export { InternalError, ReplayDivergence, UncontrolledNondeterminism, UsageError } from "./errors.ts";
export type { Divergence, ErrorDetails } from "./errors.ts";
export type { Deviation, Seed, Settings } from "./choice/index.ts";
export { Deadlock, Livelock, scenario } from "./explore/index.ts";
export type {
  Check,
  CompletedExecution,
  CorpusReplay,
  CorpusReport,
  Counterexample,
  ExploreOptions,
  OutputPart,
  Program,
  ProgramOutput,
  Progress,
  ReplayedExecution as Execution,
  ReplayOptions,
  Report,
  Scenario,
  ScenarioTraits,
  ShrinkOptions,
  ShrunkCounterexample,
  StrategyShare,
  Verdict,
} from "./explore/index.ts";
export { endFaults } from "./fault/index.ts";
export {
  cancel,
  Cancelled,
  choose,
  demonitor,
  exit,
  isAlive,
  join,
  kill,
  link,
  monitor,
  now,
  pause,
  quiescence,
  receive,
  resume,
  self,
  send,
  shield,
  sleep,
  spawn,
  spareFromFaults,
  spawnLink,
  suspend,
  trapExit,
  unlink,
} from "./kernel/index.ts";
export type {
  Body,
  Crashed,
  DownMessage,
  ExitMessage,
  ExitReason,
  MonitorRef,
  Outcome,
  Received,
  ReceiveOptions,
  Survivor,
  TaggedReason,
  Wait,
} from "./kernel/index.ts";
export type { DelayOptions, ExecutionStart, FairPctOptions, Feedback, PctOptions, Strategy } from "./strategy/index.ts";
export {
  DelayBounding,
  FairPct,
  IterativePct,
  Pct,
  Pctcp,
  Portfolio,
  Pos,
  RandomWalk,
  Rff,
  RoundRobin,
  Surw,
  Urw,
} from "./strategy/index.ts";
export type { CriticalPair, RacingOperation } from "./shrink/index.ts";
export { Access, isDependent, Pid, Role } from "./trace/index.ts";
export type { EnabledOperation, SourcePosition, Step, TouchedObject } from "./trace/index.ts";
