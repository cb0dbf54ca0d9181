// The main entry point: exploring and replaying programs, and the actor primitives. The layers, bottom to top: choice,
// trace, strategy, kernel; memory, otp, fault, cluster; registry, group; shrink, explore, report; host; check; vitest,
// fast-check, cli. A layer imports only layers below it, through their index.ts; test/architecture.test.ts holds the
// table.

import { exploreOn, replayOn, shrinkOn, verifyOn } from "./explore/index.ts";
import type {
  Counterexample,
  ExploreOptions,
  PassedReport,
  ReplayedExecution,
  ReplayOptions,
  Report,
  ShrinkOptions,
  Subject,
  VerifyOptions,
} from "./explore/index.ts";
import { nodeHost } from "./host/index.ts";

/**
 * Runs a program, or a scenario, many times, each time with a different interleaving.
 * @returns what was tried and found; a counterexample is a value, not an exception
 * @throws UsageError for wrong options
 * @example
 * const report = await explore(transfers, { executions: 10_000 });
 * if (report.verdict === "violated") console.log(report.counterexamples[0].token);
 */
export function explore(subject: Subject, options?: ExploreOptions): Promise<Report> {
  return exploreOn(nodeHost, subject, options);
}

/**
 * Runs one execution of every class of interleavings (strategy `dpor`, Abdulla et al. 2014), so that the verdict
 * `passed` is a proof. It is `undecided` if `executions` or `timeLimitMs` end it before.
 * @returns what was run and found; a counterexample is a value, not an exception
 * @throws UsageError for wrong options
 * @example
 * const report = await verify(transfers, { timeLimitMs: 60_000 });
 * if (report.verdict === "passed") console.log(`proved: ${report.classes} classes`);
 */
export function verify(subject: Subject, options?: VerifyOptions): Promise<Report> {
  return verifyOn(nodeHost, subject, options);
}

/**
 * Explores like `explore`, for any test runner: throws unless the verdict is `passed`.
 * @returns the report
 * @throws the program's own error, with the interleaving and the line that replays it as its `cause`; an error named
 *   `Undecided` if nothing was decided; UsageError for wrong options
 * @example test("no update is lost", () => assertExplore(transfers));
 */
export async function assertExplore(subject: Subject, options?: ExploreOptions): Promise<PassedReport> {
  const { assertExploreOn } = await import("./assert/index.ts");
  return assertExploreOn(nodeHost, subject, options);
}

/**
 * Verifies like `verify`, for any test runner: throws unless every class passed.
 * @returns the report
 * @throws like `assertExplore`
 * @example test("no update is lost, proved", () => assertVerify(transfers));
 */
export async function assertVerify(subject: Subject, options?: VerifyOptions): Promise<PassedReport> {
  const { assertVerifyOn } = await import("./assert/index.ts");
  return assertVerifyOn(nodeHost, subject, options);
}

/**
 * Replays one execution from its token or its counterexample.
 * @throws UsageError for a token that is damaged, of another version or of another program; ReplayDivergence when the
 *   program has changed
 */
export function replay(
  subject: Subject,
  recorded: string | Counterexample,
  options?: ReplayOptions,
): Promise<ReplayedExecution> {
  return replayOn(nodeHost, subject, recorded, options);
}

/**
 * Minimizes a counterexample and explains it. `explore` does this automatically.
 * @throws UsageError for a token that is damaged, of another version or of another program; ReplayDivergence when the
 *   program has changed
 */
export function shrink(
  subject: Subject,
  recorded: string | Counterexample,
  options?: ShrinkOptions,
): Promise<Counterexample> {
  return shrinkOn(nodeHost, subject, recorded, options);
}

export { P } from "ts-pattern";
export { InternalError, ReplayDivergence, UncontrolledNondeterminism, UsageError } from "./errors.ts";
export type { Seed } from "./choice/index.ts";
export { Deadlock, Livelock, scenario } from "./explore/index.ts";
export type {
  Check,
  CompletedExecution,
  Counterexample,
  ExploreOptions,
  Program,
  Progress,
  ReplayedExecution as Execution,
  ReplayOptions,
  Report,
  Scenario,
  ScenarioTraits,
  ShrinkOptions,
  Subject,
  Verdict,
  VerifyOptions,
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
  PauseOptions,
  Received,
  ReceiveOptions,
  TaggedReason,
} from "./kernel/index.ts";
export type { StrategyName } from "./strategy/index.ts";
export { Pid } from "./trace/index.ts";
