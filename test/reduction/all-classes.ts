// Runs every class of a program that has too many schedules for `allSchedules`: brute force that continues from each
// state once. Two prefixes of one class lead to the same state, so the continuations of the second are known. Its notion of
// dependence is that of the class hash, independent of any reduction.

import { generatorFrom, hasFaults, NO_FAULTS } from "../../src/choice/index.ts";
import type { Settings } from "../../src/choice/index.ts";
import { Runner } from "../../src/explore/index.ts";
import { createNodeHost } from "../../src/host/index.ts";
import { classNumber, requireTask } from "../../src/kernel/index.ts";
import type { Execution } from "../../src/kernel/index.ts";
import type { Causality } from "../../src/strategy/index.ts";

/** The outcomes of all classes. */
export interface Classes {
  readonly executions: number;
  readonly classes: number;
  /** The distinct outcomes as JSON, sorted; an execution that did not complete is represented by its kind. */
  readonly outcomes: readonly string[];
}

/** Runs `program` until each class has been run. */
export async function allClasses(
  program: (report: (outcome: unknown) => void) => unknown,
  options: Partial<Settings> = {},
  limit: number = 200_000,
): Promise<Classes> {
  const settings: Settings = { signals: "pairwise", time: "competing", maxSteps: 5_000, faults: NO_FAULTS, ...options };
  const host = createNodeHost();
  const tree = new Tree();
  const classes = new Set<number>();
  const outcomes = new Set<string>();
  let reported: unknown[] = [];
  let executions = 0;
  const start = { index: 0, generator: generatorFrom(0), hasFaults: hasFaults(settings) };
  const runner = new Runner(
    host,
    () => {
      tree.execution = requireTask().actor.execution;
      return program((outcome) => {
        reported.push(outcome);
      });
    },
    settings,
  );
  await host.exclusively(() =>
    runner.run({
      strategy: tree,
      next: () => (executions > 0 && !tree.advance() ? undefined : start),
      again: () => start,
      entropy: () => 0,
      ended: (execution) => {
        executions += 1;
        if (executions > limit) throw new Error("The program has too many states for a test.");
        classes.add(classNumber(execution));
        const { outcome } = execution;
        outcomes.add(outcome?.kind === "completed" ? JSON.stringify(reported) : String(outcome?.kind));
        reported = [];
      },
    }),
  );
  return { executions, classes: classes.size, outcomes: [...outcomes].toSorted() };
}

/** Depth-first through the states. */
class Tree {
  readonly recipe = "all classes";
  /** As in a reduction: messages stay in the mailbox until they are received. */
  readonly causality: Causality = {
    onBegin: ignore,
    onForeignWait: ignore,
    onCause: ignore,
    onTouch: ignore,
    onWithdraw: () => -1,
    onLeft: ignore,
    onViolated: ignore,
    onQuiescent: ignore,
    onCancel: ignore,
    onSafe: ignore,
    onEnd: ignore,
    onTimer: ignore,
    take: () => 0,
    onLateMatch: ignore,
    injectsFaultWhenQuiescent: () => false,
  };
  execution: Execution | undefined = undefined;
  readonly #digits: { choice: number; readonly alternatives: number }[] = [];
  readonly #seen = new Set<string>();
  #at = 0;
  /** Whether the execution has reached a known state: it then only runs to its end. */
  #isKnown = false;

  begin(): void {
    this.#at = 0;
    this.#isKnown = false;
  }

  choose(enabled: { readonly length: number }): number {
    if (this.#isKnown) return 0;
    if (this.#at === this.#digits.length) {
      const state = stateOf(this.execution);
      if (this.#seen.has(state)) {
        this.#isKnown = true;
        return 0;
      }
      this.#seen.add(state);
    }
    return this.draw(enabled.length);
  }

  draw(alternatives: number): number {
    if (this.#isKnown) return 0;
    const digit = this.#digits[this.#at] ?? { choice: 0, alternatives };
    if (digit.alternatives !== alternatives) throw new Error("The same choices led to another state.");
    this.#digits[this.#at] = digit;
    this.#at += 1;
    return digit.choice;
  }

  /** Advances to the next path; false after the last one. */
  advance(): boolean {
    this.#digits.length = this.#at;
    for (let last = this.#digits.pop(); last !== undefined; last = this.#digits.pop()) {
      if (last.choice + 1 < last.alternatives) {
        this.#digits.push({ choice: last.choice + 1, alternatives: last.alternatives });
        return true;
      }
    }
    return false;
  }
}

/**
 * The class so far, the information each actor received since its last event, and the order of its messages, which is not part of a
 * class until a receive sees it.
 */
function stateOf(execution: Execution | undefined): string {
  if (execution === undefined) return "";
  const actors = execution.actors.map(({ mailbox, task }) => {
    const letters = mailbox.state.matching(() => true).map(({ hashA, hashB }) => `${hashA}.${hashB}`);
    return `${task.hashA}.${task.hashB}: ${letters.join()}`;
  });
  return `${classNumber(execution)} ${actors.toSorted().join(" ")}`;
}

function ignore(): void {
  // Used only by a reduction.
}
