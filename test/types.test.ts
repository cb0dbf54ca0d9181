// What compiles and what does not, for users. `npm run check` compiles this file against the source, and
// declarations.test.ts against the declarations of the built package. The functions that must not compile are never called.

import { explore, Pid } from "heddle";
import type { ExploreOptions, StrategyName } from "heddle";
import { Cluster, ClusterNode } from "heddle/cluster";
import { Schedule } from "heddle/fast-check";
import { Cell, Mutex, Semaphore, Table } from "heddle/memory";
import { TaskRef } from "heddle/otp";
import { RandomWalk } from "heddle/strategy";
import type { Strategy } from "heddle/strategy";
import type { ProjectOptions } from "heddle/vitest";
import { describe, expectTypeOf, test } from "vitest";

/** Never called: the compiler alone reads it. */
type Compiled = () => unknown;

describe("a strategy", () => {
  test("is a name, with numbers where it takes some, or an object", () => {
    expectTypeOf<
      "portfolio" | "dpor" | "pct-5" | "pct-5-100" | "fair-pct-3-50-50" | "dfs-p2-d1"
    >().toExtend<StrategyName>();
    expectTypeOf<ExploreOptions["strategy"]>().toEqualTypeOf<StrategyName | Strategy | undefined>();
    expectTypeOf<ProjectOptions["strategy"]>().toEqualTypeOf<StrategyName | undefined>();
    expectTypeOf(new RandomWalk()).toExtend<Strategy>();
  });

  test("is no other text", () => {
    const attempts: readonly Compiled[] = [
      // @ts-expect-error -- there is no such strategy
      () => explore(() => {}, { strategy: "luck" }),
      // @ts-expect-error -- it takes no number
      () => explore(() => {}, { strategy: "pos-3" }),
      // @ts-expect-error -- and this one takes two
      () => explore(() => {}, { strategy: "pct-1-2-3" }),
    ];
    expectTypeOf(attempts).toBeObject();
  });
});

test("only heddle makes the objects of an execution", () => {
  const attempts: readonly Compiled[] = [
    // @ts-expect-error -- `spawn` makes pids
    () => new Pid(),
    // @ts-expect-error -- `cell`
    () => new Cell<number>(),
    // @ts-expect-error -- `mutex`
    () => new Mutex(),
    // @ts-expect-error -- `semaphore`
    () => new Semaphore(),
    // @ts-expect-error -- `table`
    () => new Table<string, number, number | undefined>(),
    // @ts-expect-error -- `Cluster.start`
    () => new Cluster(),
    // @ts-expect-error -- and so for its nodes
    () => new ClusterNode(),
    // @ts-expect-error -- `Task.start`
    () => new TaskRef<number>(),
    // @ts-expect-error -- `schedule`
    () => new Schedule(),
  ];
  expectTypeOf(attempts).toBeObject();
});
