// All outcomes of a program, by brute force and by the reduction, which must agree.

import { expect } from "vitest";

import type { Settings } from "../../../src/choice/index.ts";
import { allSchedules } from "../../kernel/all-schedules.ts";
import { reduce } from "../../strategy/exhaustive/dpor/reduce.ts";

/** Runs a program both ways, expects one execution for each class, and gives the number of classes and the outcomes. */
export async function everyOutcome(
  program: (report: (outcome: unknown) => void) => Promise<void>,
  settings: Partial<Settings> = {},
): Promise<{ readonly classes: number; readonly outcomes: readonly string[] }> {
  const { classes, outcomes } = await allSchedules(program, settings);
  const reduced = await reduce(program, settings);
  expect(reduced).toMatchObject({ executions: classes, classes, blocked: 0, outcomes });
  return { classes, outcomes };
}
