// The reduction against the catalog: one execution for each class of each program, and no redundant one.

import { describe, expect, test } from "vitest";

import { reduce } from "../strategy/exhaustive/dpor/reduce.ts";
import { benchmarks } from "./programs/benchmarks.ts";
import { programs } from "./programs/index.ts";

/** Programs that take seconds to minutes: only in nightly runs. */
const ENDLESS = new Set(process.env["HEDDLE_NIGHTLY"] === undefined ? ["lastzero 15", "indexer 15"] : []);

describe("one execution for each class", () => {
  test.each(programs.filter(({ name }) => !ENDLESS.has(name)))(
    "$name: $classes",
    async ({ program, settings, classes }) => {
      const reduction = await reduce(program, { signals: "instant", ...settings });
      expect(reduction).toMatchObject({ executions: classes, classes, blocked: 0 });
    },
  );
});

test("figures are those that were published: all of the first table, and of most programs of the suite", () => {
  const isAsPublished = ({ classes, published }: { readonly classes: number; readonly published: number }): boolean =>
    classes === published;
  expect(benchmarks.filter((entry) => !isAsPublished(entry))).toEqual([]);
  const suite = programs.filter((entry) => !benchmarks.includes(entry));
  expect(suite.filter(isAsPublished).length).toBeGreaterThanOrEqual(40);
});
