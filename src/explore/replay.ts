// One execution again, from a token or a counterexample.

import { entropyOf, Generator, parseSeed, parseToken, seedExecution } from "../choice/index.ts";
import type { Settings, Token } from "../choice/index.ts";
import { ReplayDivergence, UsageError } from "../errors.ts";
import type { Outcome } from "../kernel/index.ts";
import { FollowSchedule, strategyFrom } from "../strategy/index.ts";
import type { Step } from "../trace/index.ts";
import type { Counterexample } from "./counterexample.ts";
import { errorOf, headline } from "./counterexample.ts";
import type { Program } from "./explore.ts";
import type { Host } from "./host.ts";
import { nameOf } from "./options.ts";
import type { Check } from "./options.ts";
import { hashSignature } from "./signature.ts";
import { traceRun } from "./trace-run.ts";
import type { TracedRun, TraceRequest } from "./trace-run.ts";

/** One execution that was run for people. */
export interface ReplayedExecution {
  readonly outcome: Outcome;
  /** What it threw, or an error that describes the deadlock; `undefined` when it did not fail. */
  readonly error: unknown;
  readonly signature: string;
  readonly trace: readonly Step[];
  readonly steps: number;
  readonly switches: number;
  readonly settings: Settings;
}

/** What a replay may be told. */
export interface ReplayOptions {
  /** The program's name, when it is not the function's. */
  readonly name?: string;
  /** The rules that the exploration had. */
  readonly checks?: readonly Check[];
}

/**
 * Runs the execution again that a token or a counterexample stands for.
 * @returns the execution, the same step by step, with the same failure
 * @throws UsageError for a token that is damaged, of another version or of another program; ReplayDivergence when the
 *   program no longer does what was recorded
 */
export async function replayOn(
  host: Host,
  program: Program,
  recorded: string | Counterexample,
  options: ReplayOptions = {},
): Promise<ReplayedExecution> {
  const token = tokenOf(program, recorded, options);
  const expected = typeof recorded === "string" ? undefined : recorded.trace;
  const request = { ...requestOf(program, token, options.checks ?? []), expected };
  const run = await host.exclusively(() => traceRun(host, request));
  confirm(run, token);
  return {
    outcome: run.outcome,
    error: errorOf(run.outcome),
    signature: run.signature,
    trace: run.steps,
    steps: run.steps.length,
    switches: run.switches,
    settings: token.settings,
  };
}

/**
 * The token of what was recorded.
 * @throws UsageError for a token that is damaged, of another version or of another program
 */
export function tokenOf(program: Program, recorded: string | Counterexample, options: ReplayOptions): Token {
  const token = parseToken(typeof recorded === "string" ? recorded : recorded.token);
  const name = nameOf(program, options.name);
  if (token.program === name) return token;
  throw new UsageError(
    `The token is of the program "${token.program}", but this is "${name}". Replay it with the program it came from, ` +
      "or pass its name if the program was renamed.",
    { code: "other-program" },
  );
}

/** What a token says to run. */
export function requestOf(program: Program, { recording, settings }: Token, checks: readonly Check[]): TraceRequest {
  if (recording.kind === "plan") {
    const { deviations, entropy } = recording;
    return { program, settings, strategy: new FollowSchedule(deviations), index: 0, entropy, checks };
  }
  const { index } = recording;
  const root = parseSeed(recording.seed);
  const seed = (): Generator => {
    const generator = new Generator();
    seedExecution(generator, root, index);
    return generator;
  };
  const strategy = strategyFrom(recording.strategy);
  return { program, settings, strategy, seed, index, entropy: entropyOf(root, index), checks };
}

/**
 * The proof that the failure is the same: its signature, and every step before it.
 * @throws ReplayDivergence
 */
export function confirm(run: TracedRun, { fingerprint }: Token): void {
  const isSameFailure = hashSignature(run.signature) === fingerprint.failure;
  if (isSameFailure && run.fingerprint === fingerprint.trace) return;
  const error = errorOf(run.outcome);
  const now = error === undefined ? `it ${run.outcome.kind}` : `it fails with ${headline(error)}`;
  throw new ReplayDivergence(
    `The program has changed since the token was printed: with the same choices ${now} after ${run.steps.length} steps, ` +
      `and ${isSameFailure ? "the failure is the same but some step before it differs" : "that is not the recorded failure"}. ` +
      "If you have fixed it, explore again to be sure; else explore again for a new token.",
    { code: isSameFailure ? "trace-differs" : "failure-differs" },
  );
}
