// A failing execution as a value: what went wrong, how to see it again, what happened.

import { printToken } from "../../choice/index.ts";
import type { Deviation, Settings } from "../../choice/index.ts";
import { UncontrolledNondeterminism } from "../../errors.ts";
import type { LivelockCycle, Outcome, Wait } from "../../kernel/index.ts";
import type { Explanation } from "../../shrink/index.ts";
import { plainText, stepDetail, stepLabel } from "../../trace/index.ts";
import type { Step } from "../../trace/index.ts";
import { hashSignature } from "../execution/signature.ts";
import type { TracedRun } from "../execution/traced-run.ts";

/** A run that broke a rule. */
export interface Counterexample {
  /** What the program threw, or an error that describes the deadlock or the livelock. */
  readonly error: unknown;
  readonly outcome: Outcome;
  /** One line that equal bugs share. */
  readonly signature: string;
  /** One line that replays it. */
  readonly token: string;
  /** Which execution of the exploration it was, from 0; -1 when it is from the corpus. */
  readonly index: number;
  readonly steps: number;
  /** Context switches: how often another task stepped than the one before. */
  readonly switches: number;
  /** What it did otherwise than the default schedule. */
  readonly deviations: readonly Deviation[];
  readonly trace: readonly Step[];
  /** The same failure with the fewest choices that lead to it, explained; `undefined` until it has been shrunk. */
  readonly shrunk: ShrunkCounterexample | undefined;
}

/** A counterexample from which nothing can be left out, and why it fails. */
export interface ShrunkCounterexample
  extends
    Pick<Counterexample, "error" | "outcome" | "signature" | "token" | "steps" | "switches" | "deviations" | "trace">,
    Explanation {
  /** How many executions shrinking took. */
  readonly reruns: number;
  /** Whether no single deviation can be left out; false when the re-runs were used up before that was sure. */
  readonly isMinimal: boolean;
}

/** A deadlock as an error, for those who expect one. */
export class Deadlock extends Error {
  override readonly name: string = "Deadlock";
  readonly waits: readonly Wait[];

  constructor(waits: readonly Wait[], cycle: readonly string[]) {
    const lines = waits.map(({ actor, operation, waitsFor }) => {
      const what = operation ?? "for a promise that nothing left in the execution can settle";
      return `  ${actor} waits ${operation === undefined ? "" : "in "}${what}${waitsFor === undefined ? "" : ` for ${waitsFor}`}`;
    });
    super(["Nothing can go on:", ...lines, ...ringOf(cycle)].join("\n"));
    this.waits = waits;
  }
}

function ringOf(cycle: readonly string[]): readonly string[] {
  const [first, ...others] = cycle;
  if (first === undefined) return [];
  return [others.length === 0 ? `  ${first} waits for itself` : `  ring: ${[...cycle, first].join(" → ")}`];
}

/** A round is shown with this many steps at most. */
const MOST_STEPS = 10;

/** A livelock as an error, for those who expect one. */
export class Livelock extends Error {
  override readonly name: string = "Livelock";
  readonly cycle: LivelockCycle;

  constructor(cycle: LivelockCycle) {
    const { actors, again, from, isTimePassing, steps, until } = cycle;
    const shown = steps.slice(0, MOST_STEPS).map((step) => `  ${lineOf(step)}`);
    const more = steps.length - shown.length;
    super(
      [
        `${actors.join(", ")} ${actors.length === 1 ? "goes" : "go"} round in circles under a fair schedule`,
        `steps ${from} to ${again - 1}, then ${again} to ${until}, each lead back to the same state as far as heddle can ` +
          `see${isTimePassing ? ", while time passes" : ""}:`,
        ...shown,
        ...(more > 0 ? [`  and ${more} more`] : []),
      ].join("\n"),
    );
    this.cycle = cycle;
  }
}

/** How the exploration came to a failing execution, for its token. */
export interface Origin {
  readonly program: string;
  readonly strategy: string;
  readonly seed: string;
  readonly index: number;
  readonly settings: Settings;
}

/** Describes a failing execution that was run again with a trace. */
export function counterexampleOf(run: TracedRun, origin: Origin): Counterexample {
  return {
    error: errorOf(run.outcome),
    outcome: run.outcome,
    signature: run.signature,
    token: shortestToken(run, origin),
    index: origin.index,
    steps: run.steps.length,
    switches: run.switches,
    deviations: run.deviations,
    trace: run.steps,
    shrunk: undefined,
  };
}

/** What a failing outcome throws; `undefined` for one that does not fail. */
export function errorOf(outcome: Outcome): unknown {
  switch (outcome.kind) {
    case "violated":
      return outcome.error;
    case "deadlocked":
      return new Deadlock(outcome.waits, outcome.cycle);
    case "livelocked":
      return new Livelock(outcome.cycle);
    case "completed":
    case "out of steps":
      return undefined;
  }
}

/** The first line of an error, whatever was thrown. */
export function headline(error: unknown): string {
  if (error instanceof Error) return `${error.name}: ${error.message.split("\n")[0] ?? ""}`;
  if (typeof error === "string") return `the text ${JSON.stringify(error)} was thrown`;
  return `${String(error)} was thrown`;
}

/** The execution did not do the second time what it did the first. */
export function notRepeatable(first: string, second: string): UncontrolledNondeterminism {
  return new UncontrolledNondeterminism(
    `The same choices gave ${first} the first time and ${second} the second. Something outside heddle's control differs ` +
      "from run to run: state kept between executions, real time or input. Create all state inside the program.",
    { code: "not-repeatable" },
  );
}

function lineOf(step: Step): string {
  const { source } = step;
  const at = source === undefined ? "" : ` at ${source.file.slice(source.file.search(/[^/\\]*$/))}:${source.line}`;
  return `${stepLabel(step)} ${plainText(stepDetail(step))}`.trimEnd() + at;
}

/** Both kinds of token replay it; the shorter is printed. */
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
