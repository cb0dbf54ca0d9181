// Shrinks a failing execution and explains what is left of it.

import { UncontrolledNondeterminism } from "../errors.ts";
import { Budget, explainSchedule, shrinkSchedule } from "../shrink/index.ts";
import type { Causes, Search, Shrunk } from "../shrink/index.ts";
import { FollowNumbered, FollowSchedule, Recorder } from "../strategy/index.ts";
import { counterexampleOf } from "./counterexample.ts";
import type { Origin, ShrunkCounterexample } from "./counterexample.ts";
import { describePairs } from "./explaining.ts";
import type { Host } from "./host.ts";
import { rehearse } from "./rehearsal.ts";
import type { Original } from "./rehearsal.ts";
import { traceRun } from "./trace-run.ts";
import type { TracedRun } from "./trace-run.ts";

/** Shrinking itself may use this part of the re-runs; the rest is for explaining. */
const SHRINKING_PART = 3 / 5;

/** Wall-clock milliseconds after which it ends with what it has: only executions of thousands of steps come to that. */
const MOST_MS = 10_000;

/** What shrinking is given besides the execution. */
export interface ShrinkRequest extends Omit<Original, "outcome" | "signature"> {
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
 * @returns `undefined` for a failure that cannot be shrunk: something outside heddle's control takes part
 */
export async function shrinkRun(
  host: Host,
  run: TracedRun,
  request: ShrinkRequest,
): Promise<ShrunkCounterexample | undefined> {
  const { outcome, signature } = run;
  if (outcome.kind === "violated" && outcome.error instanceof UncontrolledNondeterminism) return undefined;
  const { abort, checks, entropy, name, onProgress, program, reruns, settings } = request;
  const budget = new Budget(reruns);
  const original = { program, settings, checks, entropy, outcome, signature };
  const deadline = host.now() + MOST_MS;
  const found = await rehearse(host, original, shrinkAndExplain(run, budget), () => {
    onProgress?.(budget.used);
    if (abort?.aborted === true || host.now() > deadline) budget.end();
  });
  if (found === undefined) return undefined;
  const { causes, shrunk } = found;
  const deviations = shrunk.recording.deviations.map(({ alternative, decision, label }) => ({
    decision,
    alternative,
    label,
  }));
  const strategy = new FollowSchedule(deviations);
  const small = await traceRun(host, { program, settings, strategy, index: 0, entropy, checks });
  if (small.signature !== signature) return undefined;
  const origin: Origin = { program: name, strategy: "", seed: "", index: 0, settings };
  const { shrunk: _, index: __, ...counterexample } = counterexampleOf(small, origin);
  const explanation = await describePairs(host, { ...original, small, moves: shrunk.recording.moves }, causes);
  return { ...counterexample, ...explanation, reruns: budget.used, isMinimal: shrunk.isMinimal };
}

interface ShrunkAndExplained {
  readonly shrunk: Shrunk;
  readonly causes: Causes;
}

function* shrinkAndExplain(run: TracedRun, budget: Budget): Search<ShrunkAndExplained | undefined> {
  const first = new Recorder(new FollowNumbered(run.deviations, true));
  if (!budget.take()) return undefined;
  const { isSame } = yield first;
  if (!isSame) return undefined;
  const shrunk = yield* shrinkSchedule(first, budget.part(SHRINKING_PART));
  const causes = yield* explainSchedule(shrunk.recording.deviations, budget);
  return { shrunk, causes };
}
