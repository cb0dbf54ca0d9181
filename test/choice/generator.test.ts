// The generator and its seeds: uniform, independent and stable.

import { describe, expect, test } from "vitest";

import { Generator, generatorFrom, parseSeed, seedExecution } from "../../src/choice/index.ts";

/** Pearson's statistic for `draws` draws over `cells` equally likely outcomes. */
function chiSquare(cells: number, draws: number, draw: () => number): number {
  const counts = Array.from({ length: cells }, () => 0);
  for (let index = 0; index < draws; index += 1) {
    const cell = draw();
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  const expected = draws / cells;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

// The statistic has mean n−1 and standard deviation √(2(n−1)); six deviations are exceeded with a chance below 10⁻⁶
// for the n used here. Seeds are fixed, so a test that passes once passes always.
const limit = (cells: number): number => cells - 1 + 6 * Math.sqrt(2 * (cells - 1));

describe("draws", () => {
  for (const bound of [2, 3, 7, 10, 64]) {
    test(`below ${bound} are uniform`, () => {
      const generator = generatorFrom(bound);
      expect(chiSquare(bound, 100_000, () => generator.below(bound))).toBeLessThan(limit(bound));
    });
  }

  test("of the first choice are uniform over the executions of one seed", () => {
    const generator = new Generator();
    const root = parseSeed("ci");
    let index = 0;
    const draw = (): number => {
      seedExecution(generator, root, index);
      index += 1;
      return generator.below(10);
    };
    expect(chiSquare(10, 100_000, draw)).toBeLessThan(limit(10));
  });

  test("of neighbouring executions are independent: pairs of first draws are uniform", () => {
    const generator = new Generator();
    const root = parseSeed(0);
    const first = (index: number): number => {
      seedExecution(generator, root, index);
      return generator.below(8);
    };
    let index = 0;
    const draw = (): number => {
      index += 1;
      return 8 * first(index - 1) + first(index);
    };
    expect(chiSquare(64, 100_000, draw)).toBeLessThan(limit(64));
  });

  test("of the root seeds 0, 1, 2 … form no progression", () => {
    const generator = new Generator();
    const draw = (seed: number): number => {
      seedExecution(generator, parseSeed(seed), 0);
      return generator.next();
    };
    const firsts = Array.from({ length: 100 }, (_, seed) => draw(seed));
    const steps = firsts.slice(1).map((value, index) => value - (firsts[index] ?? 0));
    expect(new Set(steps).size).toBe(99);
  });

  test("as fractions are in [0, 1) and uniform", () => {
    const generator = generatorFrom(5);
    expect(chiSquare(20, 100_000, () => Math.floor(generator.fraction() * 20))).toBeLessThan(limit(20));
  });
});

test("an execution's draws depend on the seed and its index alone", () => {
  const draw = (index: number): readonly number[] => {
    const generator = new Generator();
    seedExecution(generator, parseSeed("ci"), index);
    return [generator.next(), generator.next(), generator.next()];
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test("a number and its text are one seed", () => {
  expect(parseSeed(7)).toEqual(parseSeed("7"));
});

test("a seed that is neither text nor number is refused", () => {
  for (const seed of [undefined, null, {}, [], true, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => parseSeed(seed)).toThrow(expect.objectContaining({ name: "UsageError", code: "invalid-seed" }));
  }
});
