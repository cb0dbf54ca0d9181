// Rounds: their sizes, and the feedback between them.

import { explore, pause, spawn } from "heddle";
import { RandomWalk } from "heddle/strategy";
import type { EnabledOperation, ExecutionStart, Strategy } from "heddle/strategy";
import { describe, expect, test } from "vitest";

import { packFeedback, unpackFeedback } from "../../../src/explore/workers/packed-feedback.ts";
import { Rounds } from "../../../src/explore/search/rounds.ts";
import type { Feedback } from "../../../src/strategy/index.ts";

function sizesOf(executions: number): readonly number[] {
  const rounds = new Rounds(executions);
  const sizes: number[] = [];
  while (!rounds.isOver) {
    const { from, to } = rounds.take(rounds.left);
    sizes.push(to - from);
    rounds.startNext();
  }
  return sizes;
}

test("rounds have 1, 1, 2, 4 … 1,024 executions, then 1,024 each", () => {
  expect(sizesOf(5_000)).toEqual([1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 1_024, 1_024, 904]);
});

test("a round is handed out in parts, none of which goes beyond it", () => {
  const rounds = new Rounds(100);
  for (let round = 0; round < 4; round += 1) {
    rounds.take(rounds.left);
    rounds.startNext();
  }

  expect(rounds.take(5)).toEqual({ from: 8, to: 13 });
  expect(rounds.take(5)).toEqual({ from: 13, to: 16 });
  expect(rounds.left).toBe(0);
});

/** A random walk that gives feedback for every third execution and records its updates. */
class Pupil extends RandomWalk {
  readonly heard: (readonly Feedback[])[] = [];
  readonly runs: number[] = [];
  #index = 0;

  override begin(start: ExecutionStart): void {
    this.#index = start.index;
    this.runs.push(start.index);
    super.begin(start);
  }

  feedback(): unknown {
    return this.#index % 3 === 0 ? { third: this.#index } : undefined;
  }

  update(feedback: readonly Feedback[]): void {
    this.heard.push(feedback);
  }
}

const twoWalkers = async (): Promise<void> => {
  for (let actor = 0; actor < 2; actor += 1) await spawn(() => pause());
};

describe("a strategy", () => {
  test("hears after each round of executions that taught something or showed a new class, in order", async () => {
    const pupil = new Pupil();

    const { classes } = await explore(twoWalkers, { strategy: pupil, executions: 40 });

    expect(pupil.heard).toHaveLength(7);
    const feedback = pupil.heard.flat();
    expect(feedback.filter(({ data }) => data !== undefined).map(({ index }) => index)).toEqual(
      Array.from({ length: 14 }, (_, third) => third * 3),
    );
    expect(feedback.map(({ index }) => index)).toEqual(feedback.map(({ index }) => index).toSorted((a, b) => a - b));
    expect(feedback.filter(({ isNewClass }) => isNewClass)).toHaveLength(classes);
    expect(pupil.heard[5]?.every(({ index }) => index >= 16 && index < 32)).toBe(true);
  });

  test("learns in the middle of an exploration that goes on after a failure", async () => {
    const pupil = new Pupil();
    let runs = 0;

    await explore(
      async () => {
        runs += 1;
        await twoWalkers();
        if (Math.random() < 0.3) throw new Error("sometimes");
      },
      { strategy: pupil, executions: 40, stopAfter: 2 },
    );

    expect(runs).toBeGreaterThan(40);
    expect([...new Set(pupil.runs)]).toEqual(Array.from({ length: 40 }, (_, index) => index));
    expect(pupil.heard).toHaveLength(7);
  });

  test("that learns nothing goes on to work", async () => {
    const first: Strategy = {
      recipe: "first",
      begin: () => undefined,
      choose: (enabled: readonly EnabledOperation[]) => enabled.length - 1,
      draw: () => 0,
    };

    const report = await explore(twoWalkers, { strategy: first, executions: 30 });

    expect(report).toMatchObject({ verdict: "passed", executions: 30, classes: 1 });
    expect(report.strategies).toEqual([
      { strategy: "first", executions: 30, classes: 1, newClassProbability: 0, newClassProbabilityError: 0 },
    ]);
  });
});

test("lessons are the same after their way to another thread", () => {
  const feedback: readonly Feedback[] = [
    { index: 4, isNewClass: true, data: undefined },
    { index: 5, isNewClass: false, data: 17 },
    { index: 6, isNewClass: true, data: undefined },
    { index: 7, isNewClass: true, data: { length: 3 } },
  ];

  expect(unpackFeedback(structuredClone(packFeedback(feedback)))).toEqual(feedback);
});
