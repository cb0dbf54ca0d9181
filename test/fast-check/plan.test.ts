// Plans shrink by their values, independent of the executions.

import fc from "fast-check";
import { expect, test } from "vitest";

import { isGenerated, planFrom, planText, simplerPlans } from "../../src/fast-check/plan.ts";
import type { SchedulePlan } from "../../src/fast-check/plan.ts";

const generated = fc.record({ seed: fc.nat(), pace: fc.constantFrom(1, 4, 16) });

/** A generated plan, or its shrunk form after steps to the candidates at the given indexes. */
const plans = fc.tuple(generated, fc.array(fc.nat(), { maxLength: 12 })).map(([{ pace, seed }, path]) =>
  path.reduce(
    (plan, index) => {
      const candidates = [...simplerPlans(plan)];
      return candidates[index % Math.max(1, candidates.length)] ?? plan;
    },
    planFrom(seed, pace),
  ),
);

function cellsOf({ kept }: SchedulePlan): number {
  return kept.map((cells) => cells.toString(2).replaceAll("0", "").length).reduce((sum, count) => sum + count, 0);
}

test("a generated plan shrinks to the default schedule first, then to turns", () => {
  const [first = "", second = "", third = ""] = [...simplerPlans(planFrom(5, 4))].map(planText);
  expect([first, second, third]).toEqual(["default", "in turns", "in turns, seed 5"]);
});

test("what a plan is shrunk to is simpler, so shrinking ends", () => {
  fc.assert(
    fc.property(plans, (plan) => {
      for (const simpler of simplerPlans(plan)) {
        expect(isGenerated(simpler)).toBe(false);
        expect(isGenerated(plan) || cellsOf(simpler) < cellsOf(plan)).toBe(true);
      }
    }),
    { seed: 1 },
  );
});

test("a plan that nothing simpler replaces keeps one cell of each kind, or none", () => {
  fc.assert(
    fc.property(plans, (plan) => {
      let least = plan;
      for (let next = [...simplerPlans(plan)].at(-1); next !== undefined; next = [...simplerPlans(least)].at(-1)) {
        least = next;
      }
      expect(least.kept.map((cells) => cells & (cells - 1))).toEqual([0, 0]);
    }),
    { seed: 1 },
  );
});

test("different plans have different texts", () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const candidates = [plan, ...simplerPlans(plan)];
      expect(new Set(candidates.map(planText)).size).toBe(candidates.length);
    }),
    { seed: 1 },
  );
});
