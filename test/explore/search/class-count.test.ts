// Estimating newClassProbability classes from those seen once, twice and more often.

import { expect, test } from "vitest";

import { ClassCounter } from "../../../src/explore/search/coverage.ts";

function countOf(classes: readonly number[], members: readonly number[] = []): ClassCounter {
  const count = new ClassCounter();
  for (const [at, number] of classes.entries()) count.add(number, members[at]);
  return count;
}

test("the estimate is the share of executions whose class was seen once", () => {
  const count = countOf([1, 2, 3, 4, 5, 5, 6, 6, 6, 6]);

  expect(count.distinct).toBe(6);
  expect(count.estimate.newClassProbability).toBe(0.4);
});

test("its standard error is √(f₁·(1 − f₁/n) + 2·f₂) / n", () => {
  // n = 10, four classes once, one twice: √(4 · 0.6 + 2 · 1) / 10 = √4.4 / 10.
  const count = countOf([1, 2, 3, 4, 5, 5, 6, 6, 6, 6]);

  expect(count.estimate.newClassProbabilityError).toBeCloseTo(Math.sqrt(4.4) / 10, 12);
});

test("of a member, the executions whose class nobody else has seen count", () => {
  //             member 0: 1 once, 2 shared with member 1, 3 twice; member 1: 4 once, 2 shared, 5 three times.
  const count = countOf([1, 2, 3, 3, 4, 2, 5, 5, 5], [0, 0, 0, 0, 1, 1, 1, 1, 1]);

  const first = count.of(0);
  const second = count.of(1);

  expect(first).toMatchObject({ executions: 4, classes: 3, newClassProbability: 1 / 4 });
  expect(first.newClassProbabilityError).toBeCloseTo(Math.sqrt(1 * (1 - 1 / 4) + 2 * 1) / 4, 12);
  expect(second).toMatchObject({ executions: 5, classes: 2, newClassProbability: 1 / 5 });
  expect(second.newClassProbabilityError).toBeCloseTo(Math.sqrt(1 * (1 - 1 / 5)) / 5, 12);
});

test("over all members the estimate is their mean, weighted by executions", () => {
  const count = countOf([1, 2, 3, 3, 4, 2, 5, 5, 5], [0, 0, 0, 0, 1, 1, 1, 1, 1]);

  const mean = (4 * count.of(0).newClassProbability + 5 * count.of(1).newClassProbability) / 9;

  expect(count.estimate.newClassProbability).toBeCloseTo(mean, 12);
  // In total the class that both saw counts as seen twice: √(2 · (1 − 2/9) + 2 · 2) / 9.
  expect(count.estimate.newClassProbabilityError).toBeCloseTo(Math.sqrt(2 * (1 - 2 / 9) + 4) / 9, 12);
});

test("counts survive growth", () => {
  const count = new ClassCounter();

  for (let number = 0; number < 10_000; number += 1) count.add(number * 7_919, number % 3);
  for (let number = 0; number < 5_000; number += 1) count.add(number * 7_919, number % 3);

  expect(count.distinct).toBe(10_000);
  expect(count.estimate.newClassProbability).toBeCloseTo(5_000 / 15_000, 12);
  expect(count.of(0).classes).toBe(3_334);
});

test("before the first execution all is unseen", () => {
  expect(new ClassCounter().estimate).toEqual({ newClassProbability: 1, newClassProbabilityError: 1 });
});

test("the error covers the truth as often as it should", () => {
  // 200 classes of unequal chances, drawn 300 times from a fixed sequence, 200 trials. The chance that fewer than 85 %
  // of the trials lie within 1.96 errors, when 95 % should, is below 10⁻⁷; the estimate is skewed, so 90 % are asked.
  const chances = Array.from({ length: 200 }, (_, index) => 1 / (index + 1));
  const sum = chances.reduce((total, chance) => total + chance, 0);
  let word = 1;
  const draw = (): number => {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) >>> 0;
    let rest = (word / 0x1_0000_0000) * sum;
    return Math.max(
      0,
      chances.findIndex((chance) => (rest -= chance) < 0),
    );
  };
  let covered = 0;
  for (let trial = 0; trial < 200; trial += 1) {
    const seen = new Set<number>();
    const count = new ClassCounter();
    for (let execution = 0; execution < 300; execution += 1) {
      const drawn = draw();
      seen.add(drawn);
      count.add(drawn + 1);
    }
    const truth = chances.reduce((total, chance, index) => total + (seen.has(index) ? 0 : chance / sum), 0);
    const { newClassProbability, newClassProbabilityError } = count.estimate;
    if (Math.abs(newClassProbability - truth) <= 1.96 * newClassProbabilityError) covered += 1;
  }
  expect(covered).toBeGreaterThanOrEqual(180);
});
