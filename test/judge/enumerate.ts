// Runs executions of a generated program: every schedule, one of each class, or samples.

import { budgetsFrom, generatorFrom, hasFaults, NO_FAULTS } from "../../src/choice/index.ts";
import type { Settings } from "../../src/choice/index.ts";
import { headline, Runner } from "../../src/explore/index.ts";
import { createNodeHost } from "../../src/host/index.ts";
import { classNumber } from "../../src/kernel/index.ts";
import type { Execution, Observer } from "../../src/kernel/index.ts";
import { dpor, strategyFrom } from "../../src/strategy/index.ts";
import type { Strategy } from "../../src/strategy/index.ts";
import { BruteForce } from "./brute-force.ts";
import { interpret } from "./program.ts";
import type { GeneratedProgram } from "./program.ts";

/** What a series of executions showed. */
export interface Seen {
  readonly executions: number;
  /** Executions that failed or ran out of steps: they end in the middle of a class. */
  readonly cutShort: number;
  /** The classes of the others, each with its outcome. */
  readonly classes: ReadonlyMap<number, string>;
  /** Classes that showed several outcomes. */
  readonly mixed: ReadonlySet<number>;
  /** The distinct outcomes as text: what each actor saw, or how the execution ended. */
  readonly outcomes: ReadonlySet<string>;
  /** Executions that a reduction counts as redundant. */
  readonly redundant: number;
  /** Whether all executions were run. */
  readonly isComplete: boolean;
}

/** The settings of a generated program. */
export interface ProgramSettings extends Pick<Settings, "signals" | "time" | "entropy"> {
  readonly faults: Readonly<Partial<Settings["faults"]>>;
}

/** A generated program with its settings. */
export interface Case {
  readonly program: GeneratedProgram;
  readonly settings: ProgramSettings;
}

/** Called with the steps and the outcome of each execution. */
export type OnExecution = (number: number, outcome: string, steps: readonly string[]) => void;

/** A series of executions. */
interface Series {
  readonly strategy: Strategy;
  /** Goes on to the next execution; false when there is none. */
  advance(executions: number): boolean;
  redundant?(): number;
}

const MAX_STEPS = 400;

/** Runs every schedule; incomplete if there are, or seem to be, more than `limit`. */
export function bruteForce(generated: Case, limit: number, onExecution?: OnExecution): Promise<Seen> {
  const strategy = new BruteForce();
  let isTooLarge = false;
  const advance = (executions: number): boolean => {
    if (executions === 0) return true;
    isTooLarge = executions >= limit || (executions % PROBE === 0 && strategy.estimate(executions) > limit * DOUBT);
    return !isTooLarge && strategy.advance();
  };
  return enumerate(generated, { strategy, advance }, onExecution).then((seen) => ({
    ...seen,
    isComplete: !isTooLarge,
  }));
}

/** Executions between two estimates of the number of schedules. */
const PROBE = 200;
/** An estimate that is so many times too high is believed. */
const DOUBT = 4;

/** Runs the reduction to its end, at most `limit` executions. */
export function reduction(generated: Case, limit: number, onExecution?: OnExecution): Promise<Seen> {
  const strategy = dpor.searchTree();
  const advance = (executions: number): boolean => executions < limit && strategy.advance();
  return enumerate(generated, { strategy, advance, redundant: () => strategy.blocked }, onExecution);
}

/** Runs samples by the strategy of a name. */
export function samples(generated: Case, strategyName: string, count: number): Promise<Seen> {
  return enumerate(generated, { strategy: strategyFrom(strategyName), advance: (executions) => executions < count });
}

async function enumerate(
  { program, settings: generated }: Case,
  { advance, redundant, strategy }: Series,
  onExecution?: OnExecution,
): Promise<Seen> {
  const settings = settingsOf(generated);
  const host = createNodeHost();
  const classes = new Map<number, string>();
  const mixed = new Set<number>();
  const outcomes = new Set<string>();
  let executions = 0;
  let cutShort = 0;
  let reported: unknown;
  let steps: string[] = [];
  const observer: Observer = {
    beforeStep: (task) => {
      steps.push(String(task));
    },
    afterStep: () => undefined,
  };
  const start = () => ({ index: executions, generator: generatorFrom(executions), hasFaults: hasFaults(settings) });
  const body = interpret(program, (outcome) => {
    reported = outcome;
  });
  const observe = (): Observer => {
    steps = [];
    return observer;
  };
  const ended = (execution: Execution): void => {
    executions += 1;
    const shown = outcomeOf(execution, reported);
    outcomes.add(shown);
    reported = undefined;
    const number = classNumber(execution);
    if (isCutShort(execution)) cutShort += 1;
    else if (classes.has(number) && classes.get(number) !== shown) mixed.add(number);
    else classes.set(number, shown);
    onExecution?.(number, shown, steps);
  };
  await host.exclusively(() =>
    new Runner(host, body, settings).run({
      strategy,
      // On a busy machine the watchdog would stop it in the middle of a choice, and the enumeration with it.
      computesBetween: true,
      next: () => (advance(executions) ? start() : undefined),
      again: start,
      entropy: () => 0,
      observe: onExecution && observe,
      ended,
    }),
  );
  return { executions, cutShort, classes, mixed, outcomes, redundant: redundant?.() ?? 0, isComplete: true };
}

function settingsOf({ faults, ...settings }: ProgramSettings): Settings {
  const hasAny = Object.keys(faults).length > 0;
  // Stalls are of actors: few programs have nodes.
  const clocks = faults.stall === undefined ? {} : { clocks: "own" as const };
  return { ...settings, ...clocks, maxSteps: MAX_STEPS, faults: hasAny ? budgetsFrom(faults) : NO_FAULTS };
}

function isCutShort({ outcome }: Execution): boolean {
  return outcome?.kind !== "completed" && outcome?.kind !== "deadlocked";
}

function outcomeOf({ outcome }: Execution, reported: unknown): string {
  const seen = JSON.stringify(reported) ?? "";
  // A failure cuts the others short: how far they had come is no difference.
  if (outcome?.kind === "violated") return `${FAILURE} ${outcome.actor} ${headline(outcome.error)}`;
  if (outcome?.kind !== "deadlocked") return `${outcome?.kind ?? "nothing"} ${seen}`;
  const waits = outcome.waits.map(({ actor, operation }) => `${actor} ${operation ?? "-"}`).toSorted();
  return `deadlocked ${waits.join(", ")} ${seen}`;
}

const FAILURE = "violated";

/** Whether an outcome is a failure. */
export function isFailure(outcome: string): boolean {
  return outcome.startsWith(FAILURE);
}
