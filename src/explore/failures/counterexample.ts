// Counterexamples: a failing execution with its error, its token and its trace.

import { printToken } from "../../choice/index.ts";
import type { Deviation, Settings } from "../../choice/index.ts";
import { UncontrolledNondeterminism } from "../../errors.ts";
import type { LivelockCycle, Outcome, Wait } from "../../kernel/index.ts";
import type { Explanation } from "../../shrink/index.ts";
import { plainText, shortened, stepDetail, stepLabel } from "../../trace/index.ts";
import type { Step } from "../../trace/index.ts";
import { hashSignature } from "../execution/signature.ts";
import type { ProgramOutput } from "../setup/host.ts";
import type { TracedRun } from "../execution/traced-run.ts";

/** A failing execution. */
export interface Failure {
  /** One line that is equal for equal bugs. */
  readonly signature: string;
  /** How it ended. */
  readonly outcome: Outcome;
  /** The one-line token that replays it. */
  readonly token: string;
  /** The number of its steps. */
  readonly steps: number;
  /** The number of context switches. */
  readonly switches: number;
  /** The value that the program threw, or an error that describes the deadlock or livelock. */
  readonly error: unknown;
  /** The choices that differ from the default schedule. */
  readonly deviations: readonly Deviation[];
  /** What each step did. */
  readonly trace: readonly Step[];
  /** What the program printed; absent if that was nothing or was not recorded. Only the command records it. */
  readonly output?: ProgramOutput;
}

/** A failing execution with as few choices as shrinking could reach. */
export interface Counterexample extends Failure {
  /** The index of the original execution in the exploration, from 0; -1 if it is from the corpus. */
  readonly index: number;
  /** The execution as it was found; equal to the counterexample if it was not shrunk. */
  readonly original: Failure;
  /** Why it fails; `undefined` if it was not shrunk. */
  readonly explanation: Explanation | undefined;
  /** The number of executions that shrinking and explaining took; 0 if it was not shrunk. */
  readonly reruns: number;
  /** Whether no single deviation can be removed; false if it was not shrunk or the re-runs ran out before. */
  readonly isMinimal: boolean;
}

/** The result of shrinking: what a counterexample replaces of its original. */
export interface Shrinking extends Pick<Counterexample, "reruns" | "isMinimal"> {
  readonly failure: Failure;
  readonly explanation: Explanation;
}

/** The error that describes a deadlock. */
export class Deadlock extends Error {
  override readonly name: string = "Deadlock";
  /** The actors that cannot make progress, and what they wait for. */
  readonly waits: readonly Wait[];

  /**
   * @param cycle the paths of actors that wait for each other in a ring; empty if there is none
   * @param isPartial whether other actors go on
   */
  constructor(waits: readonly Wait[], cycle: readonly string[], isPartial: boolean = false) {
    const head = isPartial
      ? `${cycle.length} actors can never make progress, while others go on:`
      : "No actor can make progress:";
    super([head, ...waits.map((wait) => `  ${wait.actor} ${waitText(wait)}`), ...cycleLines(cycle)].join("\n"));
    this.waits = waits;
  }
}

function waitText({ operation, waitsFor, why }: Wait): string {
  if (operation === undefined) return "waits for a promise that nothing left in the execution can settle";
  const whom = waitsFor === undefined ? "" : ` for ${waitsFor}`;
  return `waits in ${operation}${whom}${why === undefined ? "" : `, ${why}`}`;
}

function cycleLines(cycle: readonly string[]): readonly string[] {
  const [first, ...others] = cycle;
  if (first === undefined) return [];
  return [others.length === 0 ? `  ${first} waits for itself` : `  cycle: ${[...cycle, first].join(" → ")}`];
}

/** The number of steps of a cycle that are shown. */
const MAX_STEPS = 10;

/** The error that describes a livelock. */
export class Livelock extends Error {
  override readonly name: string = "Livelock";
  /** The steps that repeat. */
  readonly cycle: LivelockCycle;

  /** @param cycle the steps that repeat */
  constructor(cycle: LivelockCycle) {
    const { actors, again, from, isTimePassing, steps, until } = cycle;
    const shown = steps.slice(0, MAX_STEPS).map((step) => `  ${lineOf(step)}`);
    const more = steps.length - shown.length;
    super(
      [
        `${actors.join(", ")} ${actors.length === 1 ? "repeats" : "repeat"} a cycle forever under a fair schedule`,
        `steps ${from} to ${again - 1} and ${again} to ${until} each return to the same state as far as heddle can ` +
          `observe${isTimePassing ? ", while time passes" : ""}:`,
        ...shown,
        ...(more > 0 ? [`  and ${more} more`] : []),
      ].join("\n"),
    );
    this.cycle = cycle;
  }
}

/** The origin of a failing execution, for its token. */
export interface Origin {
  readonly program: string;
  readonly strategy: string;
  readonly seed: string;
  readonly index: number;
  readonly settings: Settings;
}

/** The counterexample for a failing execution that was run with a trace; not yet shrunk. */
export function counterexampleOf(run: TracedRun, origin: Origin): Counterexample {
  const failure = failureOf(run, origin);
  const { index } = origin;
  return { ...failure, index, original: failure, explanation: undefined, reruns: 0, isMinimal: false };
}

/** A counterexample with the result of shrinking it; unchanged if there is none. */
export function shrunkBy(shrinking: Shrinking | undefined, counterexample: Counterexample): Counterexample {
  if (shrinking === undefined) return counterexample;
  const { failure, ...rest } = shrinking;
  return { ...counterexample, ...failure, ...rest };
}

/** A failing execution that was run with a trace. */
export function failureOf(run: TracedRun, origin: Origin): Failure {
  return {
    error: errorOf(run.outcome),
    outcome: run.outcome,
    signature: run.signature.text,
    token: shortestToken(run, origin),
    steps: run.steps.length,
    switches: run.switches,
    deviations: run.deviations,
    trace: run.steps,
    ...(run.output === undefined ? {} : { output: run.output }),
  };
}

/** The error of a failing outcome; `undefined` for others. */
export function errorOf(outcome: Outcome): unknown {
  switch (outcome.kind) {
    case "violated":
      return outcome.error;
    case "deadlocked":
      return new Deadlock(outcome.waits, outcome.cycle, outcome.isPartial);
    case "livelocked":
      return new Livelock(outcome.cycle);
    case "completed":
    case "outOfSteps":
      return undefined;
  }
}

/** The first line of an error, or a description of another thrown value; a long one is cut. */
export function headline(error: unknown): string {
  if (error instanceof Error) return shortened(`${error.name}: ${error.message.split("\n", 1)[0] ?? ""}`);
  if (typeof error === "string") return `the text ${shortened(JSON.stringify(error))} was thrown`;
  return `${shortened(String(error))} was thrown`;
}

/** The error for an execution that differed when it was run again. */
export function notRepeatable(first: string, second: string): UncontrolledNondeterminism {
  return new UncontrolledNondeterminism(
    `The same choices led to ${first} in one run and to ${second} in the next. Something outside heddle's control differs ` +
      "from run to run: state kept between executions, real time or input. Create all state inside the program.",
    { code: "not-repeatable" },
  );
}

function lineOf(step: Step): string {
  const { source } = step;
  const at = source === undefined ? "" : ` at ${source.file.slice(source.file.search(/[^/\\]*$/))}:${source.line}`;
  return `${stepLabel(step)} ${plainText(stepDetail(step))}`.trimEnd() + at;
}

/** The shorter of the two tokens that replay an execution. */
function shortestToken(run: TracedRun, { program, strategy, seed, index, settings }: Origin): string {
  const common = {
    program,
    settings,
    fingerprint: { failure: hashSignature(run.signature), trace: run.fingerprint },
  };
  const plan = printToken({
    ...common,
    recording: { kind: "plan", deviations: run.deviations, entropy: run.entropy },
  });
  if (strategy === "") return plan;
  const bySeed = printToken({ ...common, recording: { kind: "seed", strategy, seed, index } });
  return bySeed.length <= plan.length ? bySeed : plan;
}
