// Shrinks a failing execution and explains the result.

import { UncontrolledNondeterminism, UsageError } from "../../errors.ts";
import { Budget, explainSchedule, shrinkSchedule } from "../../shrink/index.ts";
import type { FailureCauses, ShrinkSearch, Shrunk } from "../../shrink/index.ts";
import { LenientReplayByIndex, FollowSchedule, Recorder, unnamed } from "../../strategy/index.ts";
import { failureOf } from "./counterexample.ts";
import type { Origin, Shrinking } from "./counterexample.ts";
import { describePairs, MAX_PAIRS } from "./explain.ts";
import type { Host } from "../setup/host.ts";
import { runSearch } from "./run-search.ts";
import type { FailingExecution } from "./run-search.ts";
import { traceRun } from "../execution/traced-run.ts";
import type { TracedRun } from "../execution/traced-run.ts";

/** The share of the re-runs for shrinking; the rest is for explaining. */
const SHRINKING_SHARE = 3 / 5;

/**
 * Wall-clock milliseconds after which it ends with the best result so far. Only executions of thousands of steps take
 * that long.
 */
const MAX_MS = 10_000;

/** Options for shrinking an execution. */
export interface ShrinkRequest extends Omit<FailingExecution, "outcome" | "signature"> {
  /** The program's name in tokens. */
  readonly name: string;
  /** The maximum number of executions. */
  readonly reruns: number;
  readonly signal: AbortSignal | undefined;
  /** Called periodically with the number of executions so far. */
  readonly onProgress?: (reruns: number) => void;
}

/**
 * Shrinks an execution and explains it.
 * @returns `undefined` for a failure that cannot be shrunk: it involves something outside heddle's control, or is too
 *   long
 */
export async function shrinkRun(host: Host, run: TracedRun, request: ShrinkRequest): Promise<Shrinking | undefined> {
  const { outcome, signature } = run;
  if (outcome.kind === "violated" && outcome.error instanceof UncontrolledNondeterminism) return undefined;
  const { checks, entropy, name, onProgress, program, reruns, reset, settings, signal } = request;
  // One execution is reserved for the trace of the result, some for the traces of its pairs.
  const left = reruns - 1;
  const budget = new Budget(left - (left > 4 * MAX_PAIRS ? MAX_PAIRS : 0));
  const original = { program, settings, checks, reset, entropy, outcome, signature };
  const deadline = host.now() + MAX_MS;
  const onSliceEnd = (): void => {
    onProgress?.(budget.used);
    if (signal?.aborted === true || host.now() > deadline) budget.end();
  };
  const shrunk = await unlessTooLong(runSearch(host, original, shrinkOnly(run, budget), onSliceEnd));
  if (shrunk === undefined) return undefined;
  const { moves } = shrunk.recording;
  const strategy = new FollowSchedule(unnamed(shrunk.recording.deviations));
  const small = await traceRun(host, { program, settings, strategy, index: 0, entropy, checks, reset });
  if (small.signature.located !== signature.located) return undefined;
  const search = explainSchedule(shrunk.recording.deviations, budget);
  const causes = (await unlessTooLong(runSearch(host, original, search, onSliceEnd))) ?? UNKNOWN;
  const pairs = causes.pairs.slice(0, Math.min(MAX_PAIRS, left - budget.used));
  const explanation = await describePairs(host, { ...original, name, small, moves }, { ...causes, pairs });
  const origin: Origin = { program: name, strategy: "", seed: "", index: 0, settings };
  const used = budget.used + 1 + pairs.length;
  return { failure: failureOf(small, origin), explanation, reruns: used, isMinimal: shrunk.isMinimal };
}

/** The causes if the search for them was abandoned. */
const UNKNOWN: FailureCauses = {
  pairs: [],
  depth: undefined,
  drawn: [],
  length: 0,
  slice: undefined,
  needsAll: false,
};

/** Executions of many thousands of steps are too long to analyze. That must not lose the failure itself. */
async function unlessTooLong<Result>(search: Promise<Result>): Promise<Result | undefined> {
  try {
    return await search;
  } catch (error) {
    if (error instanceof UsageError && error.code === "execution-too-long") return undefined;
    throw error;
  }
}

function* shrinkOnly(run: TracedRun, budget: Budget): ShrinkSearch<Shrunk | undefined> {
  const first = new Recorder(new LenientReplayByIndex(run.deviations, true));
  if (!budget.take()) return undefined;
  const { isSame } = yield first;
  return isSame ? yield* shrinkSchedule(first, budget.part(SHRINKING_SHARE)) : undefined;
}
