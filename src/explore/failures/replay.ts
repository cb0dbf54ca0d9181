// Replays one execution from a token or a counterexample.

import { entropyOf, Generator, generatorFrom, parseSeed, parseToken, seedExecution } from "../../choice/index.ts";
import type { Settings, Token } from "../../choice/index.ts";
import { must, ReplayDivergence, UsageError } from "../../errors.ts";
import type { Divergence } from "../../errors.ts";
import { checkOptionNames } from "../../options.ts";
import type { Outcome } from "../../kernel/index.ts";
import { FollowSchedule, RandomWalk, strategyFrom } from "../../strategy/index.ts";
import { stepLabel } from "../../trace/index.ts";
import type { Step } from "../../trace/index.ts";
import type { Counterexample } from "./counterexample.ts";
import { errorOf, headline } from "./counterexample.ts";
import type { Program } from "../setup/program.ts";
import { resolve } from "../setup/subject.ts";
import type { ResolvedSubject, Subject } from "../setup/subject.ts";
import { StateRecorder } from "../states/state-recorder.ts";
import type { RecordedStates } from "../states/recorded-states.ts";
import { savedSteps } from "../corpus/read-entries.ts";
import type { Host, ProgramOutput } from "../setup/host.ts";
import { checkReset, nameOf } from "../setup/options.ts";
import type { Check } from "../setup/check.ts";
import type { Reset } from "../setup/reset.ts";
import { hashSignature } from "../execution/signature.ts";
import { traceRun } from "../execution/traced-run.ts";
import type { TracedRun, TraceRequest } from "../execution/traced-run.ts";

/** The result of a replay. */
export interface ReplayedExecution {
  /** How it ended. */
  readonly outcome: Outcome;
  /** The thrown value, or an error that describes the deadlock or livelock; `undefined` if it did not fail. */
  readonly error: unknown;
  /** One line that is equal for equal bugs. */
  readonly signature: string;
  /** What each step did. */
  readonly trace: readonly Step[];
  /** The number of its steps. */
  readonly steps: number;
  /** The number of context switches. */
  readonly switches: number;
  /** The settings under which it was recorded. */
  readonly settings: Settings;
  /** Whether it is the recorded execution: the same failure after the same steps. Always true without `continue`. */
  readonly isSame: boolean;
  /** With `continue`: the first difference from the recorded execution, if any. */
  readonly divergence: Divergence | undefined;
  /** What the program printed; absent if that was nothing or was not recorded. Only the command records it. */
  readonly output?: ProgramOutput;
}

/** The function that was called, and its options. */
interface Caller {
  readonly caller: string;
  readonly known: readonly string[];
}

/**
 * The program of a subject and the options of its replay.
 * @throws UsageError (`no-program`, `no-token`, `invalid-option`, `unknown-option`)
 */
export function resolveRecorded<Options extends object>(
  subject: Subject,
  recorded: string | Counterexample,
  options: Options | undefined,
  { caller, known }: Caller,
): ResolvedSubject<Options> {
  // A caller without types may pass anything.
  const value: unknown = recorded;
  const isRecorded = typeof value === "string" || (typeof value === "object" && value !== null && "token" in value);
  if (isRecorded) {
    const resolved = resolve(subject, options, caller);
    checkOptionNames(options ?? {}, known, `${caller}()`);
    return resolved;
  }
  throw new UsageError(
    `${caller}() expects a token, the text that starts with h2:, or a counterexample, but got ${value === null ? "null" : typeof value}.`,
    { code: "no-token" },
  );
}

/** The names of all options of replays. */
export const REPLAY_OPTIONS: readonly (keyof ReplayOptions)[] = [
  "name",
  "checks",
  "reset",
  "until",
  "continue",
  "corpus",
];

/** Options for replays. */
export interface ReplayOptions {
  /** The program's name, if it is not the function's name. Default: the function's name. */
  readonly name?: string;
  /** The checks of the exploration. Default: those of the scenario, or none. */
  readonly checks?: readonly Check[];
  /** The `reset` of the exploration. Default: that of the scenario, or none. */
  readonly reset?: Reset;
  /**
   * The step before which an attached debugger pauses (`node --inspect-brk`); a positive integer. Default: none. No
   * effect without a debugger.
   */
  readonly until?: number;
  /**
   * Whether to continue by seed where the program diverges from the recording; the result contains the divergence.
   * Default false: a divergence is an error.
   */
  readonly continue?: boolean;
  /**
   * A folder of saved counterexamples. If the token is one of theirs, each step is compared with the recorded one, so
   * that the replay can report the step that differs. Default: none.
   */
  readonly corpus?: string | URL;
}

/**
 * Replays the execution of a token or a counterexample.
 * @returns the execution, with the same steps and the same failure
 * @throws UsageError for a token that is damaged, of another version or of another program, and if there is no step
 *   `until`; ReplayDivergence when the program diverges from the recording
 */
export async function replayOn(
  host: Host,
  subject: Subject,
  recorded: string | Counterexample,
  given?: ReplayOptions,
): Promise<ReplayedExecution> {
  return (await replayWith(host, subject, recorded, { given })).execution;
}

/** A replayed execution, and the states between its steps. */
export interface RecordedExecution {
  readonly execution: ReplayedExecution;
  readonly states: RecordedStates;
}

/** Replays an execution like `replayOn`, and records its states. */
export async function recordOn(
  host: Host,
  subject: Subject,
  recorded: string | Counterexample,
  given?: ReplayOptions,
): Promise<RecordedExecution> {
  const { execution, states } = await replayWith(host, subject, recorded, {
    given,
    recorder: () => new StateRecorder(),
  });
  return { execution, states: must(states, "they were asked for") };
}

async function replayWith(
  host: Host,
  subject: Subject,
  recorded: string | Counterexample,
  { given, recorder }: Pick<TraceRequest, "recorder"> & { readonly given: ReplayOptions | undefined },
): Promise<{ readonly execution: ReplayedExecution; readonly states: RecordedStates | undefined }> {
  const { options, program } = resolveRecorded(subject, recorded, given, { caller: "replay", known: REPLAY_OPTIONS });
  const token = tokenOf(program, recorded, options);
  const { checks = [], continue: continues = false, reset, until } = options;
  checkReset(reset);
  checkUntil(until);
  const expected = typeof recorded === "string" ? await savedSteps(host, recorded, options.corpus) : labelsOf(recorded);
  const request = requestOf(program, token, { checks, reset, continues });
  const { strategy } = request;
  let divergence: Divergence | undefined;
  const onDivergence = (found: Divergence): void => {
    divergence ??= found;
    if (strategy instanceof FollowSchedule) strategy.giveUp(found);
  };
  const tracing = { expected, until, ...(continues && { onDivergence }) };
  const run = await host.exclusively(() => traceRun(host, { ...request, tracing, recorder }));
  if (!continues) confirm(run, token);
  if (until !== undefined && until > run.steps.length) throw noSuchStep(until, run.steps.length);
  if (strategy instanceof FollowSchedule) divergence ??= strategy.divergence;
  const execution = {
    outcome: run.outcome,
    error: errorOf(run.outcome),
    signature: run.signature.text,
    trace: run.steps,
    steps: run.steps.length,
    switches: run.switches,
    settings: token.settings,
    isSame: isSame(run, token),
    divergence,
    ...(run.output === undefined ? {} : { output: run.output }),
  };
  return { execution, states: run.states };
}

function labelsOf({ trace }: Counterexample): readonly string[] {
  return trace.map((step) => stepLabel(step));
}

function checkUntil(until: number | undefined): void {
  if (until === undefined || (Number.isSafeInteger(until) && until > 0)) return;
  throw new UsageError(`until must be a step number, from 1, but it is ${String(until)}.`, {
    code: "invalid-option",
  });
}

function noSuchStep(until: number, steps: number): UsageError {
  return new UsageError(`There is no step ${until}: the execution has ${steps} steps.`, { code: "no-such-step" });
}

/**
 * The token of a recorded execution.
 * @throws UsageError for a token that is damaged, of another version or of another program
 */
export function tokenOf(program: Program, recorded: string | Counterexample, options: ReplayOptions): Token {
  const token = parseToken(typeof recorded === "string" ? recorded : recorded.token);
  const name = nameOf(program, options.name);
  if (token.program === name) return token;
  throw new UsageError(
    `The token belongs to the program "${token.program}", but this is "${name}". Replay it with the program it came ` +
      "from, or pass the recorded name as the option name if the program was renamed.",
    { code: "other-program" },
  );
}

/** The execution to run for a token. */
export function requestOf(
  program: Program,
  { fingerprint, recording, settings }: Token,
  { checks, continues = false, reset }: Pick<TraceRequest, "checks" | "reset"> & { readonly continues?: boolean },
): TraceRequest {
  if (recording.kind === "plan") {
    const { deviations, entropy } = recording;
    const strategy = new FollowSchedule(deviations, continues ? new RandomWalk() : undefined);
    const seed = (): Generator => generatorFrom(fingerprint.trace);
    return { program, settings, strategy, seed, index: 0, entropy, checks, reset };
  }
  const { index } = recording;
  const root = parseSeed(recording.seed);
  const seed = (): Generator => {
    const generator = new Generator();
    seedExecution(generator, root, index);
    return generator;
  };
  const strategy = strategyFrom(recording.strategy);
  return { program, settings, strategy, seed, index, entropy: entropyOf(root, index), checks, reset };
}

/**
 * Verifies that the failure is the same, by its signature and all steps.
 * @throws ReplayDivergence (`trace-differs`, `failure-differs`)
 */
export function confirm(run: TracedRun, token: Token): void {
  if (isSame(run, token)) return;
  const isSameFailure = hashSignature(run.signature) === token.fingerprint.failure;
  const error = errorOf(run.outcome);
  const current = error === undefined ? `it ${run.outcome.kind}` : `it fails with ${headline(error)}`;
  throw new ReplayDivergence(
    `The program has changed since the token was printed: with the same choices ${current} after ${run.steps.length} steps, ` +
      `and ${isSameFailure ? "the failure is the same, but an earlier step differs" : "that is not the recorded failure"}. ` +
      "If you have fixed it, explore again to be sure; otherwise explore again for a new token.",
    { code: isSameFailure ? "trace-differs" : "failure-differs" },
  );
}

function isSame({ fingerprint, signature }: TracedRun, token: Token): boolean {
  const { failure, trace } = token.fingerprint;
  return hashSignature(signature) === failure && fingerprint === trace;
}
