// Shrinks a failing execution and explains what is left of it.

import { UncontrolledNondeterminism, UsageError } from "../../errors.ts";
import { Budget, explainSchedule, shrinkSchedule } from "../../shrink/index.ts";
import type { FailureCauses, ShrinkSearch, Shrunk } from "../../shrink/index.ts";
import { LenientReplayByIndex, FollowSchedule, Recorder, unnamed } from "../../strategy/index.ts";
import { counterexampleOf } from "./counterexample.ts";
import type { Origin, ShrunkCounterexample } from "./counterexample.ts";
import { describePairs, MOST_PAIRS } from "./explain.ts";
import type { Host } from "../setup/host.ts";
import { runSearch } from "./run-search.ts";
import type { FailingExecution } from "./run-search.ts";
import { traceRun } from "../execution/traced-run.ts";
import type { TracedRun } from "../execution/traced-run.ts";

/** Shrinking itself may use this part of the re-runs; the rest is for explaining. */
const SHRINKING_PART = 3 / 5;

/** Wall-clock milliseconds after which it ends with what it has: only executions of thousands of steps come to that. */
const MOST_MS = 10_000;

/** What shrinking is given besides the execution. */
export interface ShrinkRequest extends Omit<FailingExecution, "outcome" | "signature"> {
  /** Its name in tokens. */
  readonly name: string;
  /** Executions at most. */
  readonly reruns: number;
  readonly abort: AbortSignal | undefined;
  /** Told now and then how many executions there have been. */
  readonly onProgress?: (reruns: number) => void;
}

/**
 * Shrinks an execution and explains it.
 * @returns `undefined` for a failure that cannot be shrunk: something outside heddle's control takes part, or it is too long
 */
export async function shrinkRun(
  host: Host,
  run: TracedRun,
  request: ShrinkRequest,
): Promise<ShrunkCounterexample | undefined> {
  const { outcome, signature } = run;
  if (outcome.kind === "violated" && outcome.error instanceof UncontrolledNondeterminism) return undefined;
  const { abort, checks, entropy, name, onProgress, program, reruns, settings } = request;
  // One execution is for the trace of the result, some are for those of its pairs.
  const left = reruns - 1;
  const budget = new Budget(left - (left > 4 * MOST_PAIRS ? MOST_PAIRS : 0));
  const original = { program, settings, checks, entropy, outcome, signature };
  const deadline = host.now() + MOST_MS;
  const onSliceEnd = (): void => {
    onProgress?.(budget.used);
    if (abort?.aborted === true || host.now() > deadline) budget.end();
  };
  const shrunk = await unlessTooLong(runSearch(host, original, shrinkOnly(run, budget), onSliceEnd));
  if (shrunk === undefined) return undefined;
  const { moves } = shrunk.recording;
  const strategy = new FollowSchedule(unnamed(shrunk.recording.deviations));
  const small = await traceRun(host, { program, settings, strategy, index: 0, entropy, checks });
  if (small.signature !== signature) return undefined;
  const search = explainSchedule(shrunk.recording.deviations, budget);
  const causes = (await unlessTooLong(runSearch(host, original, search, onSliceEnd))) ?? UNKNOWN;
  const pairs = causes.pairs.slice(0, Math.min(MOST_PAIRS, left - budget.used));
  const explanation = await describePairs(host, { ...original, small, moves }, { ...causes, pairs });
  const origin: Origin = { program: name, strategy: "", seed: "", index: 0, settings };
  const { shrunk: _, index: __, ...counterexample } = counterexampleOf(small, origin);
  const used = budget.used + 1 + pairs.length;
  return { ...counterexample, ...explanation, reruns: used, isMinimal: shrunk.isMinimal };
}

/** Why nothing is known of the causes: the search for them was given up. */
const UNKNOWN: FailureCauses = { pairs: [], depth: undefined, drawn: [], steps: [], isApproximate: true };

/** Of executions of many thousands of steps the search thinks too long. That must not cost the failure itself. */
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
  return isSame ? yield* shrinkSchedule(first, budget.part(SHRINKING_PART)) : undefined;
}
