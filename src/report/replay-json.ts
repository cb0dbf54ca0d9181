// A replay as plain data for other programs; docs/report.schema.json describes it, too.

import { ReplayDivergence } from "../errors.ts";
import type { Divergence } from "../errors.ts";
import type { ProgramOutput, ReplayedExecution } from "../explore/index.ts";
import { errorJson, JSON_VERSION } from "./json.ts";
import type { ErrorJson } from "./json.ts";

/** A run of `heddle replay` as data. */
export interface ReplayJson {
  readonly version: typeof JSON_VERSION;
  /** The release of heddle. */
  readonly heddle: string;
  readonly scenario: string;
  readonly file: string | null;
  readonly token: string;
  /** Whether it is the recorded execution: the same failure after the same steps. */
  readonly isSame: boolean;
  /** The first difference from the recorded execution; null if there is none, or only the end differs. */
  readonly divergence: Divergence | null;
  /** Why the recorded execution could not be repeated to its end; null if it could. */
  readonly problem: ErrorJson | null;
  /** Null if there is a problem. */
  readonly execution:
    | (Pick<ReplayedExecution, "signature" | "trace" | "steps" | "switches"> & {
        readonly outcome: ReplayedExecution["outcome"]["kind"];
        /** Null if it did not fail. */
        readonly error: ErrorJson | null;
        readonly output?: ProgramOutput;
      })
    | null;
}

/** The replay that the data is about. */
export type ReplayContext = Pick<ReplayJson, "heddle" | "scenario" | "file" | "token">;

/** A replay as data: the execution, or the error that ended it. */
export function replayJson(
  result: { readonly execution: ReplayedExecution } | { readonly problem: unknown },
  context: ReplayContext,
): ReplayJson {
  const common = { version: JSON_VERSION, ...context } as const;
  if ("problem" in result) {
    const { problem } = result;
    const divergence = problem instanceof ReplayDivergence ? problem.divergence : undefined;
    return { ...common, isSame: false, divergence: divergence ?? null, problem: errorJson(problem), execution: null };
  }
  const { divergence, error, isSame, outcome, output, signature, steps, switches, trace } = result.execution;
  return {
    ...common,
    isSame,
    divergence: divergence ?? null,
    problem: null,
    execution: {
      outcome: outcome.kind,
      error: outcome.kind === "completed" || outcome.kind === "outOfSteps" ? null : errorJson(error),
      signature,
      steps,
      switches,
      trace,
      ...(output === undefined ? {} : { output }),
    },
  };
}
