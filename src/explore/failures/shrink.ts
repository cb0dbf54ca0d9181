// Shrinks a counterexample, given as such or as a token.

import { UsageError } from "../../errors.ts";
import { counterexampleOf, errorOf, shrunkBy } from "./counterexample.ts";
import type { Counterexample } from "./counterexample.ts";
import type { Subject } from "../setup/subject.ts";
import type { Host } from "../setup/host.ts";
import { checkReset, DEFAULTS } from "../setup/options.ts";
import { confirm, requestOf, resolveRecorded, tokenOf } from "./replay.ts";
import type { ReplayOptions } from "./replay.ts";
import { traceRun } from "../execution/traced-run.ts";

/** Options for shrinking. */
export interface ShrinkOptions extends Pick<ReplayOptions, "checks" | "name" | "reset"> {
  /** The maximum number of executions, including those that explain it; a positive integer. Default 500. */
  readonly executions?: number;
  /** Called periodically with the number of executions so far. Default: none. */
  readonly onProgress?: (executions: number) => void;
  /** Ends shrinking early; the result is the best one so far. Default: none. */
  readonly signal?: AbortSignal;
}

/** The names of all options of shrinking. */
export const SHRINK_OPTIONS: readonly (keyof ShrinkOptions)[] = [
  "name",
  "checks",
  "reset",
  "executions",
  "onProgress",
  "signal",
];

/**
 * Shrinks a counterexample and explains it.
 * @throws UsageError for a token that is damaged, of another version or of another program, and for an execution that
 *   does not fail; ReplayDivergence when the program diverges from the recording
 */
export async function shrinkOn(
  host: Host,
  subject: Subject,
  recorded: string | Counterexample,
  given?: ShrinkOptions,
): Promise<Counterexample> {
  const { options, program } = resolveRecorded(subject, recorded, given, { caller: "shrink", known: SHRINK_OPTIONS });
  const { checks = [], onProgress, executions = DEFAULTS.reruns, reset, signal } = options;
  checkReset(reset);
  if (!Number.isSafeInteger(executions) || executions < 1) {
    throw new UsageError(`executions must be a positive whole number, but it is ${String(executions)}.`, {
      code: "invalid-option",
    });
  }
  const token = tokenOf(program, recorded, options);
  const { program: name, recording, settings } = token;
  const request = requestOf(program, token, { checks, reset });
  return host.exclusively(async () => {
    const run = await traceRun(host, request);
    confirm(run, token);
    if (errorOf(run.outcome) === undefined) {
      throw new UsageError("The execution does not fail, so there is nothing to shrink.", {
        code: "nothing-to-shrink",
      });
    }
    const origin =
      recording.kind === "seed"
        ? { program: name, strategy: recording.strategy, seed: recording.seed, index: recording.index, settings }
        : { program: name, strategy: "", seed: "", index: typeof recorded === "string" ? 0 : recorded.index, settings };
    const { entropy } = request;
    const progress = onProgress && { onProgress };
    const shrinking = { program, settings, checks, reset, entropy, name, reruns: executions, signal, ...progress };
    const { shrinkRun } = await import("./shrink-run.ts");
    return shrunkBy(await shrinkRun(host, run, shrinking), counterexampleOf(run, origin));
  });
}
