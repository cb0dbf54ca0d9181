// Properties whose predicate is a heddle program.

import assert from "node:assert/strict";

import fc from "fast-check";
import { join, spawn } from "heddle";
import { interleaved } from "heddle/fast-check";
import { cell } from "heddle/memory";
import { expect, test } from "vitest";

async function addAll(amounts: readonly number[], isAtomic: boolean): Promise<void> {
  const sum = cell(0, "sum");
  const add = async (amount: number): Promise<void> => {
    if (isAtomic) await sum.update((value) => value + amount);
    else await sum.write((await sum.read()) + amount);
  };
  const pids = [];
  for (const amount of amounts) pids.push(await spawn(() => add(amount)));
  for (const pid of pids) await join(pid);
  assert.equal(
    await sum.read(),
    amounts.reduce((total, amount) => total + amount, 0),
  );
}

const amounts = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 6 });

test("a predicate that holds under every schedule passes", async () => {
  const { failed, numRuns } = await fc.check(
    interleaved(amounts, (list) => addAll(list, true)),
    { seed: 1 },
  );
  expect({ failed, numRuns }).toEqual({ failed: false, numRuns: 100 });
});

test("values and schedule shrink together", async () => {
  const details = await fc.check(
    interleaved(amounts, (list) => addAll(list, false)),
    { seed: 1 },
  );
  expect(details.counterexample?.[0]).toEqual([1, 1]);
  expect(details.counterexample?.[1].counterexample?.deviations).toHaveLength(1);
});

test("seed and path replay it", async () => {
  const property = interleaved(amounts, (list) => addAll(list, false));
  const { counterexample, counterexamplePath } = await fc.check(property, { seed: 4 });

  const again = await fc.check(property, { seed: 4, path: counterexamplePath ?? "", endOnFailure: true });

  expect(again.numShrinks).toBe(0);
  expect(fc.stringify(again.counterexample)).toBe(fc.stringify(counterexample));
});

test("several values, or none, are passed in order", async () => {
  const seen: unknown[] = [];
  await fc.assert(
    interleaved(fc.constant("a"), fc.constant(1), (text, count) => {
      seen.push([text, count]);
    }),
    { numRuns: 1 },
  );
  await fc.assert(
    interleaved((...none: readonly unknown[]) => {
      seen.push(none);
    }),
    { numRuns: 1 },
  );
  expect(seen).toEqual([["a", 1], []]);
});

test("a property with nothing to interleave fails", async () => {
  const { errorInstance, failed } = await fc.check(interleaved(fc.nat(), (value) => value >= 0));

  expect(failed).toBe(true);
  expect(errorInstance).toMatchObject({ code: "nothing-tested" });
});

test("a property with something to interleave in one of its runs does not", async () => {
  let runs = 0;
  const property = interleaved(async () => {
    runs += 1;
    if (runs === 16) for (const name of ["one", "two"]) await spawn(name, () => undefined);
  });

  expect(await fc.check(property)).toMatchObject({ failed: false, numRuns: 100 });
});

test("a predicate that gives false fails", async () => {
  const { errorInstance, failed } = await fc.check(
    interleaved(fc.nat(), (value) => value < 0),
    { seed: 1 },
  );
  expect(failed).toBe(true);
  expect(errorInstance).toMatchObject({ message: "Property failed by returning false" });
});
