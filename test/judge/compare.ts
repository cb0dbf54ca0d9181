// Runs a generated program by brute force and by the reduction, and compares what both saw.

import { budgetsFrom, generatorFrom, hasFaults, NO_FAULTS } from "../../src/choice/index.ts";
import type { Settings } from "../../src/choice/index.ts";
import { UncontrolledNondeterminism } from "../../src/errors.ts";
import { headline, Runner } from "../../src/explore/index.ts";
import { createNodeHost } from "../../src/host/index.ts";
import { classNumber } from "../../src/kernel/index.ts";
import type { Execution, Observer } from "../../src/kernel/index.ts";
import { dpor } from "../../src/strategy/index.ts";
import type { Strategy } from "../../src/strategy/index.ts";
import { BruteForce } from "./brute-force.ts";
import { interpret } from "./program.ts";
import type { GeneratedProgram } from "./program.ts";

/** What a series of executions showed. */
export interface Seen {
  readonly executions: number;
  /** Executions that failed or ran out of steps: they end in the middle of a class. */
  readonly cutShort: number;
  /** The classes of the others. */
  readonly classes: ReadonlySet<number>;
  /** The distinct outcomes as text: what each actor saw, or how the execution ended. */
  readonly outcomes: ReadonlySet<string>;
  /** Executions that a reduction counts as redundant. */
  readonly redundant: number;
  /** Whether all executions were run. */
  readonly isComplete: boolean;
}

/** The settings of a generated program. */
export interface ProgramSettings extends Pick<Settings, "signals" | "time"> {
  readonly faults: Readonly<Partial<Settings["faults"]>>;
}

/** A generated program with its settings. */
export interface Case {
  readonly program: GeneratedProgram;
  readonly settings: ProgramSettings;
}

/** Called with the steps and the outcome of each execution. */
export type OnExecution = (number: number, outcome: string, steps: readonly string[]) => void;

interface Enumeration {
  readonly strategy: Strategy;
  /** The most executions. */
  readonly limit: number;
  readonly onExecution?: OnExecution | undefined;
  advance(): boolean;
  redundant(): number;
}

const MAX_STEPS = 400;

function settingsOf({ faults, signals, time }: ProgramSettings): Settings {
  const hasAny = Object.keys(faults).length > 0;
  return { signals, time, maxSteps: MAX_STEPS, faults: hasAny ? budgetsFrom(faults) : NO_FAULTS };
}

async function enumerate(
  program: GeneratedProgram,
  settings: Settings,
  { advance, limit, onExecution, redundant, strategy }: Enumeration,
): Promise<Seen> {
  const host = createNodeHost();
  const classes = new Set<number>();
  const outcomes = new Set<string>();
  let executions = 0;
  let cutShort = 0;
  let isOver = false;
  let reported: unknown;
  let steps: string[] = [];
  const observer: Observer = {
    beforeStep: (task) => {
      steps.push(String(task));
    },
    afterStep: () => undefined,
  };
  const start = { index: 0, generator: generatorFrom(0), hasFaults: hasFaults(settings) };
  const body = interpret(program, (outcome) => {
    reported = outcome;
  });
  await host.exclusively(() =>
    new Runner(host, body, settings).run({
      strategy,
      next: () => {
        if (executions >= limit) return undefined;
        isOver = !advance();
        return isOver ? undefined : start;
      },
      again: () => start,
      entropy: () => 0,
      observe:
        onExecution &&
        (() => {
          steps = [];
          return observer;
        }),
      ended: (execution) => {
        executions += 1;
        const { outcome } = execution;
        if (outcome?.kind === "completed" || outcome?.kind === "deadlocked") classes.add(classNumber(execution));
        else cutShort += 1;
        const shown = outcomeOf(execution, reported);
        outcomes.add(shown);
        onExecution?.(classNumber(execution), shown, steps);
        reported = undefined;
      },
    }),
  );
  return { executions, cutShort, classes, outcomes, redundant: redundant(), isComplete: isOver };
}

function outcomeOf({ outcome }: Execution, reported: unknown): string {
  const seen = JSON.stringify(reported) ?? "";
  // A failure cuts the others short: how far they had come is no difference.
  if (outcome?.kind === "violated") return `violated ${outcome.actor} ${headline(outcome.error)}`;
  if (outcome?.kind !== "deadlocked") return `${outcome?.kind ?? "nothing"} ${seen}`;
  const waits = outcome.waits.map(({ actor, operation }) => `${actor} ${operation ?? "-"}`).toSorted();
  return `deadlocked ${waits.join(", ")} ${seen}`;
}

function isFailure(outcome: string): boolean {
  return outcome.startsWith("violated");
}

/** Runs every schedule, at most `limit`. */
export function bruteForce({ program, settings }: Case, limit: number, onExecution?: OnExecution): Promise<Seen> {
  const strategy = new BruteForce();
  let isFirst = true;
  const advance = (): boolean => {
    const hasNext = isFirst || strategy.advance();
    isFirst = false;
    return hasNext;
  };
  return enumerate(program, settingsOf(settings), { strategy, limit, onExecution, advance, redundant: () => 0 });
}

/** Runs the reduction to its end, at most `limit` executions. */
export function reduction({ program, settings }: Case, limit: number, onExecution?: OnExecution): Promise<Seen> {
  const strategy = dpor.searchTree();
  const advance = (): boolean => strategy.advance();
  const redundant = (): number => strategy.blocked;
  return enumerate(program, settingsOf(settings), { strategy, limit, onExecution, advance, redundant });
}

/** The differences between the reduction and brute force, by kind; empty if there is none. */
export interface Differences {
  readonly lostOutcomes: readonly string[];
  readonly extraOutcomes: readonly string[];
  readonly lostClasses: number;
  readonly extraClasses: number;
  /** Executions beyond the classes. */
  readonly repeated: number;
  readonly redundant: number;
  /** The reduction gave up with this error. */
  readonly error: string | undefined;
}

/**
 * Judges the reduction on one program.
 * @returns `undefined` when it has too many schedules for brute force
 */
export async function judge(generated: Case, limit: number): Promise<Differences | undefined> {
  const all = await bruteForce(generated, limit);
  if (!all.isComplete) return undefined;
  const nothing = { lostOutcomes: [], extraOutcomes: [], lostClasses: 0, extraClasses: 0, repeated: 0, redundant: 0 };
  try {
    const reduced = await reduction(generated, all.executions * 3 + 10);
    if ([...all.outcomes].some(isFailure)) {
      // A failure ends the execution that shows it, and with it what other executions could be derived from it.
      const isFound = [...reduced.outcomes].some(isFailure);
      return { ...nothing, lostOutcomes: isFound ? [] : [...all.outcomes].filter(isFailure), error: undefined };
    }
    return {
      lostOutcomes: [...all.outcomes].filter((outcome) => !reduced.outcomes.has(outcome)),
      extraOutcomes: [...reduced.outcomes].filter((outcome) => !all.outcomes.has(outcome)),
      lostClasses: [...all.classes].filter((number) => !reduced.classes.has(number)).length,
      extraClasses: [...reduced.classes].filter((number) => !all.classes.has(number)).length,
      repeated: reduced.executions - reduced.cutShort - reduced.classes.size,
      redundant: reduced.redundant,
      error: undefined,
    };
  } catch (error) {
    if (!(error instanceof UncontrolledNondeterminism)) throw error;
    return { ...nothing, error: error.message };
  }
}

/** How bad the worst difference is: the name of its kind; `undefined` if there is none. */
export function worstOf(found: Differences): string | undefined {
  if (found.error !== undefined) return "error";
  if (found.lostOutcomes.length > 0) return "lost outcome";
  if (found.extraOutcomes.length > 0) return "extra outcome";
  if (found.lostClasses > 0) return "lost class";
  if (found.extraClasses > 0) return "extra class";
  if (found.repeated > 0) return "repeated";
  return found.redundant > 0 ? "redundant" : undefined;
}
