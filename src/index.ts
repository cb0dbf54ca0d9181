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
 * Runs a program, or a scenario, many times, each time with a different interleaving. Controlled scheduling as in CHESS
 * (Musuvathi et al. 2008) and Shuttle.
 * @returns what was tried and found; a counterexample is a value, not an exception
 * @throws UsageError (`no-program`, `nested-exploration`, `explored-in-worker`, `unknown-option`, `invalid-option`,
 *   `invalid-seed`, `unknown-strategy`; with several workers `no-module`, `not-exported`, `strategy-not-named`,
 *   `module-not-loaded`, `reset-not-exported`; with a `reset` `reset-failed`, `reset-not-synchronous`); InternalError
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { explore } from "heddle";
 * import { cell } from "heddle/memory";
 *
 * async function deposits(): Promise<void> {
 *   const balance = cell(100, "balance");
 *   const deposit = async (): Promise<void> => balance.write((await balance.read()) + 10);
 *   await Promise.all([deposit(), deposit()]);
 *   assert.equal(await balance.read(), 120);
 * }
 *
 * const report = await explore(deposits, { executions: 10_000 });
 * if (report.verdict === "violated") console.log(report.counterexamples[0].explanation?.sentence);
 * ```
 */
export function explore(subject: Subject, options?: ExploreOptions): Promise<Report> {
  return exploreOn(nodeHost, subject, options);
}

/**
 * Runs one execution of every class of interleavings (strategy `dpor`, Abdulla et al. 2014), so that the verdict
 * `passed` is a proof. It is `undecided` if `executions` or `timeLimitMs` end it before.
 * @returns what was run and found; a counterexample is a value, not an exception
 * @throws as `explore` does
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { verify } from "heddle";
 * import { cell } from "heddle/memory";
 *
 * async function deposits(): Promise<void> {
 *   const balance = cell(100, "balance");
 *   const deposit = (): Promise<number> => balance.update((before) => before + 10);
 *   await Promise.all([deposit(), deposit()]);
 *   assert.equal(await balance.read(), 120);
 * }
 *
 * const report = await verify(deposits, { timeLimitMs: 60_000 });
 * if (report.verdict === "passed") console.log(`proved: ${report.classes} classes`);
 * ```
 */
export function verify(subject: Subject, options?: VerifyOptions): Promise<Report> {
  return verifyOn(nodeHost, subject, options);
}

/**
 * Explores like `explore`, for any test runner: throws unless the verdict is `passed`.
 * @returns the report
 * @throws the program's own error, with the interleaving and the line that replays it as its `cause`; an error named
 *   `Undecided` if nothing was decided; and as `explore` does
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { test } from "node:test";
 *
 * import { assertExplore } from "heddle";
 * import { cell } from "heddle/memory";
 *
 * async function deposits(): Promise<void> {
 *   const balance = cell(100, "balance");
 *   const deposit = (): Promise<number> => balance.update((before) => before + 10);
 *   await Promise.all([deposit(), deposit()]);
 *   assert.equal(await balance.read(), 120);
 * }
 *
 * test("no deposit is lost", async () => {
 *   await assertExplore(deposits, { executions: 200 });
 * });
 * ```
 */
export async function assertExplore(subject: Subject, options?: ExploreOptions): Promise<PassedReport> {
  const { assertExploreOn } = await import("./assert/index.ts");
  return assertExploreOn(nodeHost, subject, options);
}

/**
 * Verifies like `verify`, for any test runner: throws unless every class passed.
 * @returns the report
 * @throws like `assertExplore`
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { test } from "node:test";
 *
 * import { assertVerify } from "heddle";
 * import { cell } from "heddle/memory";
 *
 * async function deposits(): Promise<void> {
 *   const balance = cell(100, "balance");
 *   const deposit = (): Promise<number> => balance.update((before) => before + 10);
 *   await Promise.all([deposit(), deposit()]);
 *   assert.equal(await balance.read(), 120);
 * }
 *
 * test("no deposit is lost in any interleaving", async () => {
 *   await assertVerify(deposits);
 * });
 * ```
 */
export async function assertVerify(subject: Subject, options?: VerifyOptions): Promise<PassedReport> {
  const { assertVerifyOn } = await import("./assert/index.ts");
  return assertVerifyOn(nodeHost, subject, options);
}

/**
 * Replays one execution from its token or its counterexample. As with a schedule in Shuttle, or a seed and a path in
 * fast-check.
 * @returns the execution, with the same steps and the same failure; with `continue`, also where it differs
 * @throws UsageError (`no-program`, `no-token`, `unknown-option`, `invalid-option`; `empty-token`, `not-a-token`,
 *   `damaged-token`, `token-version`, `other-program`; `no-such-step`); ReplayDivergence (`schedule-diverged`,
 *   `step-differs`, `trace-differs`, `failure-differs`) when the program has changed
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { explore, replay } from "heddle";
 * import { cell } from "heddle/memory";
 *
 * async function deposits(): Promise<void> {
 *   const balance = cell(100, "balance");
 *   const deposit = async (): Promise<void> => balance.write((await balance.read()) + 10);
 *   await Promise.all([deposit(), deposit()]);
 *   assert.equal(await balance.read(), 120);
 * }
 *
 * const { counterexamples } = await explore(deposits);
 * const [found] = counterexamples;
 * if (found === undefined) throw new Error("no deposit was lost");
 * const again = await replay(deposits, found.token);
 * assert.equal(again.signature, found.signature);
 * ```
 */
export function replay(
  subject: Subject,
  recorded: string | Counterexample,
  options?: ReplayOptions,
): Promise<ReplayedExecution> {
  return replayOn(nodeHost, subject, recorded, options);
}

/**
 * Minimizes a counterexample and explains it. `explore` does this automatically. Delta debugging (Zeller and
 * Hildebrandt 2002) of its choices, then the orders that matter.
 * @returns the counterexample with the fewest choices that the re-runs reached
 * @throws UsageError (`no-program`, `no-token`, `unknown-option`, `invalid-option`; `empty-token`, `not-a-token`,
 *   `damaged-token`, `token-version`, `other-program`; `nothing-to-shrink`); ReplayDivergence (`schedule-diverged`,
 *   `step-differs`, `trace-differs`, `failure-differs`) when the program has changed
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { explore, shrink } from "heddle";
 * import { cell } from "heddle/memory";
 *
 * async function deposits(): Promise<void> {
 *   const balance = cell(100, "balance");
 *   const deposit = async (): Promise<void> => balance.write((await balance.read()) + 10);
 *   await Promise.all([deposit(), deposit()]);
 *   assert.equal(await balance.read(), 120);
 * }
 *
 * const { counterexamples } = await explore(deposits, { shrink: false });
 * const [found] = counterexamples;
 * if (found === undefined) throw new Error("no deposit was lost");
 * const smaller = await shrink(deposits, found.token, { executions: 200 });
 * console.log(smaller.explanation?.sentence);
 * ```
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
export { UnreadableError } from "./trace/index.ts";
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
  ExecutionEnded,
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
