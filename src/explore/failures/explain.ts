// Explains a failure in words. Names, values and source lines come from executions that are run with a trace.

import { describeStep, sentenceOf } from "../../shrink/index.ts";
import type { FailureCauses, CriticalPair, Explanation, FoundPair, RacingOperation } from "../../shrink/index.ts";
import { DelayStep } from "../../strategy/index.ts";
import type { Move } from "../../strategy/index.ts";
import { labelActors, objectText, stepLabel } from "../../trace/index.ts";
import type { Step } from "../../trace/index.ts";
import type { Host } from "../setup/host.ts";
import { failureOf } from "./counterexample.ts";
import type { FailingExecution } from "./run-search.ts";
import { traceRun } from "../execution/traced-run.ts";
import type { TracedRun } from "../execution/traced-run.ts";

/** The number of pairs that are described; each requires a traced execution. */
export const MAX_PAIRS = 8;

/** A failing execution with its trace, and as moves that can be repeated in another order. */
export interface TracedFailure extends FailingExecution {
  /** The program's name, for tokens. */
  readonly name: string;
  readonly small: TracedRun;
  readonly moves: readonly Move[];
}

/** Describes the causes of a failure; each pair requires an execution. */
export async function describePairs(host: Host, failing: TracedFailure, causes: FailureCauses): Promise<Explanation> {
  const { steps: trace } = failing.small;
  const criticalPairs: CriticalPair[] = [];
  for (const pair of causes.pairs) {
    const described = await describe(host, failing, pair);
    if (described !== undefined) criticalPairs.push(described);
  }
  const { depth, drawn } = causes;
  return {
    criticalPairs,
    depth,
    sentence: sentenceOf(criticalPairs, depth, drawn, trace),
    slice: sliceOf(failing, causes),
    needsAllSteps: causes.needsAll && failing.small.outcome.kind === "violated",
  };
}

/**
 * The second operation of a pair may not have happened in the failing execution, so it is taken from the reversed one.
 */
async function describe(host: Host, failing: TracedFailure, pair: FoundPair): Promise<CriticalPair | undefined> {
  const { checks, entropy, moves, name, program, reset, settings, small } = failing;
  const strategy = new DelayStep(moves, pair.first, pair.release);
  const tracing = { located: pair.first + pair.release };
  const request = { program, settings, strategy, index: 0, entropy, checks, reset, tracing };
  const reversed = await traceRun(host, request);
  const first = small.steps[pair.first];
  const second = reversed.steps[tracing.located - 1];
  if (first === undefined || second === undefined) return undefined;
  const nth = occurrences(reversed.steps.slice(0, second.number), second).length;
  const labels = labelActors([...small.steps, ...reversed.steps]);
  return {
    first: touching(operationOf(first, first.number, labels), pair.touched?.[0]),
    second: touching(operationOf(second, occurrences(small.steps, second)[nth - 1]?.number, labels), pair.touched?.[1]),
    reversed: pair.failure,
    reversedToken: failureOf(reversed, { program: name, strategy: "", seed: "", index: 0, settings }).token,
  };
}

function occurrences(trace: readonly Step[], sought: Step): readonly Step[] {
  const label = stepLabel(sought);
  return trace.filter((step) => stepLabel(step) === label);
}

function operationOf(step: Step, number: number | undefined, labels: ReadonlyMap<string, string>): RacingOperation {
  const { actor, kind, object, source, task, who } = step;
  const name = object === undefined ? undefined : objectText(object);
  return { step: number, actor, task, who, kind, object: name, text: describeStep(step, labels), source };
}

/** The same, with what its code touches. */
function touching(operation: RacingOperation, touched: string | undefined): RacingOperation {
  return touched === undefined ? operation : { ...operation, text: `${operation.text}, ${touched}` };
}

/** The relevant steps. A failure that belongs to no actor may depend on every step. */
function sliceOf({ small }: TracedFailure, { length, slice }: FailureCauses): readonly number[] {
  const { outcome, steps } = small;
  const isPart = slice !== undefined && outcome.kind === "violated" && length === steps.length;
  return isPart ? slice : steps.map(({ number }) => number);
}
