// An exploration in rounds, for tests and benchmarks of strategies: the executions of a round in any order, by one strategy
// or by several copies of it, whose feedback is merged at the end of the round.

import { generatorFrom, hasFaults, NO_FAULTS, parseSeed, seedExecution } from "../../src/choice/index.ts";
import type { Generator, Settings } from "../../src/choice/index.ts";
import { Runner } from "../../src/explore/index.ts";
import { createNodeHost } from "../../src/host/index.ts";
import { classNumber } from "../../src/kernel/index.ts";
import type { Outcome } from "../../src/kernel/index.ts";
import { roundSize } from "../../src/strategy/index.ts";
import type { Feedback, Strategy } from "../../src/strategy/index.ts";

/** Options of an exploration by rounds. */
export interface RoundOptions {
  readonly executions: number;
  readonly seed?: string | number;
  readonly settings?: Partial<Settings>;
  /** Whether it stops at the first failing execution. Default: no. */
  readonly stopsAtFailure?: boolean;
  /** The order of the executions of a round. Default: by index. */
  readonly order?: (indices: readonly number[]) => readonly number[];
}

/** One execution. */
export interface Ran {
  readonly index: number;
  readonly recipe: string;
  readonly choices: readonly number[];
  readonly outcome: Outcome["kind"];
  readonly classNumber: number;
  readonly lesson: unknown;
}

/** The failing executions among many. */
export interface RoundResults {
  readonly executions: number;
  readonly failures: number;
  /** The number of executions up to the first failing one; `undefined` when none failed. */
  readonly first: number | undefined;
  readonly classes: number;
  readonly undecided: number;
}

const host = createNodeHost();

/** Explores and passes each execution to `see`, in the order of running. */
export async function exploreByRounds(
  program: () => unknown,
  strategy: Strategy,
  options: RoundOptions,
  see: (ran: Ran) => void = () => undefined,
): Promise<RoundResults> {
  const { executions, order = (indices) => indices, seed = 1, settings, stopsAtFailure = false } = options;
  const root = parseSeed(seed);
  const all: Settings = { signals: "pairwise", time: "competing", maxSteps: 10_000, faults: NO_FAULTS, ...settings };
  const runner = new Runner(host, program, all);
  const classes = new Set<number>();
  const start: { index: number; readonly generator: Generator; readonly hasFaults: boolean } = {
    index: 0,
    generator: generatorFrom(0),
    hasFaults: hasFaults(all),
  };
  let todo: readonly number[] = [];
  let next = 0;
  let first: number | undefined;
  let [done, failures, undecided, rounds] = [0, 0, 0, 0];
  let round: { readonly index: number; readonly classOfIt: number; readonly data: unknown }[] = [];
  /** New classes are reported in index order, regardless of the order of running. */
  const merge = (): readonly Feedback[] =>
    round
      .toSorted((one, other) => one.index - other.index)
      .map(({ classOfIt, index, data }) => {
        const isNewClass = !classes.has(classOfIt);
        classes.add(classOfIt);
        return { index, isNewClass, data };
      })
      .filter(({ isNewClass, data }) => isNewClass || data !== undefined);
  const begin = (): typeof start => {
    seedExecution(start.generator, root, start.index);
    return start;
  };
  await host.exclusively(() =>
    runner.run({
      strategy,
      next: () => {
        if (next === todo.length) {
          const feedback = merge();
          if (rounds > 0) strategy.update?.(feedback);
          round = [];
          next = 0;
          rounds += 1;
          todo = order(Array.from({ length: roundSize(done) }, (_, index) => done + index));
        }
        const index = todo[next];
        if (index === undefined || done >= executions || (stopsAtFailure && failures > 0)) return undefined;
        next += 1;
        start.index = index;
        return begin();
      },
      again: begin,
      entropy: () => 0,
      ended: (execution, index) => {
        done += 1;
        const outcome = execution.outcome?.kind ?? "completed";
        if (outcome === "outOfSteps") undecided += 1;
        if (outcome === "violated" || outcome === "deadlocked") {
          failures += 1;
          first = Math.min(first ?? index + 1, index + 1);
        }
        const classOfIt = classNumber(execution);
        const lesson = strategy.feedback?.();
        round.push({ index, classOfIt, data: structuredClone(lesson) });
        const { recipe } = strategy;
        see({ index, recipe, choices: execution.choices.toArray(), outcome, classNumber: classOfIt, lesson });
      },
    }),
  );
  merge();
  return { executions: done, failures, first, classes: classes.size, undecided };
}
