// The option `reset`: called before each execution, so that state outside of executions is as the first one found it.

import assert from "node:assert/strict";

import { explore, pause, replay, scenario, shrink, UsageError } from "heddle";
import { cell } from "heddle/memory";
import { describe, expect, test } from "vitest";

/** The executions that began, and whether a reset came directly before each. */
const journal: string[] = [];
let seats = 1;

const lastSeat = scenario({
  name: "last-seat",
  options: {
    reset: () => {
      journal.push("reset");
      seats = 1;
    },
  },
  program: async () => {
    journal.push("program");
    const sold = cell(0, "sold");
    const buy = async (): Promise<void> => {
      if (seats === 0) return;
      await pause();
      seats -= 1;
      await sold.update((before) => before + 1);
    };
    await Promise.all([buy(), buy()]);
    assert.equal(await sold.read(), 1);
  },
});

function isAlternating(): boolean {
  return journal.length > 0 && journal.every((entry, index) => entry === (index % 2 === 0 ? "reset" : "program"));
}

test("reset is called before each execution, those of shrinking, replay and checks included", async () => {
  journal.length = 0;
  const report = await explore(lastSeat);
  const [found] = report.counterexamples;
  assert(found !== undefined);
  const explored = journal.length / 2;
  await replay(lastSeat, found);
  await shrink(lastSeat, found.token);

  expect(explored).toBeGreaterThan(report.executions);
  expect(journal.length / 2).toBeGreaterThan(explored + 2);
  expect(isAlternating()).toBe(true);
});

test.each(["dfs", "dpor"] as const)("reset is called before each execution of %s", async (strategy) => {
  journal.length = 0;
  await explore(lastSeat, { strategy, stopAfter: 9 });

  expect(isAlternating()).toBe(true);
});

describe("a reset that", () => {
  const program = (): Promise<void> => pause();

  test("throws ends the exploration with its error as the cause", async () => {
    const broken = new Error("no database");
    const reset = (): void => {
      throw broken;
    };
    const error: unknown = await explore(program, { reset }).catch((thrown: unknown) => thrown);
    assert(error instanceof UsageError);
    expect(error.code).toBe("reset-failed");
    expect(error.cause).toBe(broken);
    expect(error.message).toMatch(/^reset threw Error: no database\. It is called before each execution/);
  });

  test("calls an operation is told that it runs outside of the execution", async () => {
    const reset = (): void => void cell(0);
    await expect(explore(program, { reset })).rejects.toMatchObject({
      code: "reset-failed",
      cause: { code: "outside-execution" },
    });
  });

  test("is async is refused", async () => {
    const reset = (): void => Promise.reject(new Error("late")) as unknown as undefined;
    await expect(explore(program, { reset })).rejects.toMatchObject({
      code: "reset-not-synchronous",
      message: expect.stringMatching(/Let it do its work synchronously/) as unknown,
    });
  });

  test("is no function is refused, also by replay and shrink", async () => {
    const options = { reset: "state" } as unknown as { reset: () => void };
    const { counterexamples } = await explore(lastSeat);
    const [found] = counterexamples;
    assert(found !== undefined);
    const refusal = { code: "invalid-option", message: expect.stringContaining("must be a function") as unknown };
    await expect(explore(program, options)).rejects.toMatchObject(refusal);
    await expect(replay(lastSeat, found, options)).rejects.toMatchObject(refusal);
    await expect(shrink(lastSeat, found, options)).rejects.toMatchObject(refusal);
  });
});
