// One execution again, from a token or a counterexample.

import { entropyOf, Generator, generatorFrom, parseSeed, parseToken, seedExecution } from "../../choice/index.ts";
import type { Settings, Token } from "../../choice/index.ts";
import { ReplayDivergence, UsageError } from "../../errors.ts";
import type { Divergence } from "../../errors.ts";
import type { Outcome } from "../../kernel/index.ts";
import { FollowSchedule, RandomWalk, strategyFrom } from "../../strategy/index.ts";
import { stepLabel } from "../../trace/index.ts";
import type { Step } from "../../trace/index.ts";
import type { Counterexample } from "./counterexample.ts";
import { errorOf, headline } from "./counterexample.ts";
import type { Program } from "../explore.ts";
import { savedSteps } from "../corpus/read-entries.ts";
import type { Host } from "../setup/host.ts";
import { nameOf } from "../setup/options.ts";
import type { Check } from "../setup/options.ts";
import { hashSignature } from "../execution/signature.ts";
import { traceRun } from "../execution/traced-run.ts";
import type { TracedRun, TraceRequest } from "../execution/traced-run.ts";

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
  /** Whether it is the recorded execution: the same failure after the same steps. Always so without `continue`. */
  readonly isSame: boolean;
  /** With `continue`: where the program does something else than was recorded; `undefined` when nowhere. */
  readonly divergence: Divergence | undefined;
}

/** What a replay may be told. */
export interface ReplayOptions {
  /** The program's name, when it is not the function's. */
  readonly name?: string;
  /** The rules that the exploration had. */
  readonly checks?: readonly Check[];
  /**
   * The step before which an attached debugger stands (`node --inspect-brk`); a positive integer. Default: none. Without a
   * debugger it does nothing.
   */
  readonly until?: number;
  /**
   * Whether to go on by seed where the program no longer does what was recorded; the result says where that was. Default
   * false: it is an error.
   */
  readonly continue?: boolean;
  /**
   * A folder of kept counterexamples. If the token is one of theirs, each step is compared with what it was, so that a
   * replay can say which differs. Default: none.
   */
  readonly corpus?: string | URL;
}

/**
 * Runs the execution again that a token or a counterexample stands for.
 * @returns the execution, the same step by step, with the same failure
 * @throws UsageError for a token that is damaged, of another version or of another program, and when there is no step
 *   `until`; ReplayDivergence when the program no longer does what was recorded
 */
export async function replayOn(
  host: Host,
  program: Program,
  recorded: string | Counterexample,
  options: ReplayOptions = {},
): Promise<ReplayedExecution> {
  const token = tokenOf(program, recorded, options);
  const { checks = [], continue: goesOn = false, until } = options;
  checkUntil(until);
  const expected = typeof recorded === "string" ? await savedSteps(host, recorded, options.corpus) : labelsOf(recorded);
  const request = requestOf(program, token, checks, goesOn);
  const { strategy } = request;
  let divergence: Divergence | undefined;
  const onDivergence = (found: Divergence): void => {
    divergence ??= found;
    if (strategy instanceof FollowSchedule) strategy.giveUp(found);
  };
  const tracing = { expected, until, ...(goesOn && { onDivergence }) };
  const run = await host.exclusively(() => traceRun(host, { ...request, tracing }));
  if (!goesOn) confirm(run, token);
  if (until !== undefined && until > run.steps.length) throw noSuchStep(until, run.steps.length);
  if (strategy instanceof FollowSchedule) divergence ??= strategy.divergence;
  return {
    outcome: run.outcome,
    error: errorOf(run.outcome),
    signature: run.signature,
    trace: run.steps,
    steps: run.steps.length,
    switches: run.switches,
    settings: token.settings,
    isSame: isSame(run, token),
    divergence,
  };
}

function labelsOf({ trace }: Counterexample): readonly string[] {
  return trace.map((step) => stepLabel(step));
}

function checkUntil(until: number | undefined): void {
  if (until === undefined || (Number.isSafeInteger(until) && until > 0)) return;
  throw new UsageError(`until must be the number of a step, from 1, but it is ${String(until)}.`, {
    code: "invalid-option",
  });
}

function noSuchStep(until: number, steps: number): UsageError {
  return new UsageError(`There is no step ${until}: the execution has ${steps} steps.`, { code: "no-such-step" });
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
export function requestOf(
  program: Program,
  { fingerprint, recording, settings }: Token,
  checks: readonly Check[],
  goesOn: boolean = false,
): TraceRequest {
  if (recording.kind === "plan") {
    const { deviations, entropy } = recording;
    const strategy = new FollowSchedule(deviations, goesOn ? new RandomWalk() : undefined);
    const seed = (): Generator => generatorFrom(fingerprint.trace);
    return { program, settings, strategy, seed, index: 0, entropy, checks };
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
export function confirm(run: TracedRun, token: Token): void {
  if (isSame(run, token)) return;
  const isSameFailure = hashSignature(run.signature) === token.fingerprint.failure;
  const error = errorOf(run.outcome);
  const now = error === undefined ? `it ${run.outcome.kind}` : `it fails with ${headline(error)}`;
  throw new ReplayDivergence(
    `The program has changed since the token was printed: with the same choices ${now} after ${run.steps.length} steps, ` +
      `and ${isSameFailure ? "the failure is the same but some step before it differs" : "that is not the recorded failure"}. ` +
      "If you have fixed it, explore again to be sure; else explore again for a new token.",
    { code: isSameFailure ? "trace-differs" : "failure-differs" },
  );
}

function isSame({ fingerprint, signature }: TracedRun, token: Token): boolean {
  const { failure, trace } = token.fingerprint;
  return hashSignature(signature) === failure && fingerprint === trace;
}
