// Waiting until a cell has a value for which a predicate holds.

import assert from "node:assert/strict";

import { cancel, explore, join, kill, pause, spawn, UsageError } from "heddle";
import { cell } from "heddle/memory";
import { describe, expect, test } from "vitest";

import { holdsUnderRandomAndPct } from "../holds.ts";
import { everyOutcome } from "./locks/every-outcome.ts";

describe("cell.until", () => {
  test("goes on at each value for which the predicate holds, as a loop that reads", async () => {
    const { classes, outcomes } = await everyOutcome(async (report) => {
      const x = cell(0);
      const writer = await spawn(async () => {
        for (const value of [1, 2, 3, 4]) await x.write(value);
      });
      const seen = await x.until((value) => value % 2 === 1);
      await join(writer);
      report(seen);
    });
    expect({ classes, outcomes }).toEqual({ classes: 3, outcomes: ["1", "3", "deadlocked"] });
  });

  test("may miss a value, and then waits for ever", async () => {
    const { classes, outcomes } = await everyOutcome(async (report) => {
      const x = cell(false);
      await spawn(async () => {
        await x.write(true);
        await x.write(false);
      });
      report(await x.until((value) => value));
    });
    expect({ classes, outcomes }).toEqual({ classes: 2, outcomes: ["deadlocked", "true"] });
  });

  test("commutes with reads, and with other waits", async () => {
    const { classes, outcomes } = await everyOutcome(async (report) => {
      const x = cell(0);
      const seen: number[] = [];
      const waits = [];
      for (const least of [1, 2]) {
        waits.push(
          await spawn(async () => {
            seen[least - 1] = await x.until((value) => value >= least);
          }),
        );
      }
      await x.write(1);
      await x.write(2);
      for (const wait of waits) await join(wait);
      report([...seen, await x.read()]);
    });
    expect({ classes, outcomes }).toEqual({ classes: 2, outcomes: ["[1,2,2]", "[2,2,2]"] });
  });

  test("of two that wait for the value undefined", async () => {
    const { classes, outcomes } = await everyOutcome(async (report) => {
      const x = cell<number | undefined>(0);
      const other = await spawn(() => x.write(undefined));
      const last = await spawn(() => x.write(1));
      report((await x.until((value) => value !== 0)) ?? "undefined");
      for (const pid of [other, last]) await join(pid);
    });
    expect({ classes, outcomes }).toEqual({ classes: 4, outcomes: ['"undefined"', "1"] });
  });

  test.each([
    ["cancelled", cancel],
    ["killed", kill],
  ] as const)("that is %s may have gone on before", async (_, strike) => {
    const { classes, outcomes } = await everyOutcome(
      async (report) => {
        const x = cell(0);
        let seen: unknown = "nothing";
        const waiting = await spawn(async () => {
          seen = await x.until((value) => value === 1);
        });
        await spawn(async () => {
          await x.write(1);
          await x.write(2);
        });
        await strike(waiting);
        report([seen, await join(waiting)]);
      },
      { signals: "instant" },
    );
    expect(outcomes).toContain('[1,"normal"]');
    expect(outcomes).toContain(`["nothing","${strike === cancel ? "cancelled" : "killed"}"]`);
    expect(classes).toBe(3);
  });

  test.each(["competing", "lazy"] as const)("in %s time, beside a lock of writes", async (time) => {
    const { classes, outcomes } = await everyOutcome(
      async (report) => {
        const x = cell(0);
        const add = await spawn(() => x.update((value) => value + 1));
        const double = await spawn(() => x.update((value) => value * 2 + 1));
        report(await x.until((value) => value >= 2));
        for (const pid of [add, double]) await join(pid);
      },
      { time },
    );
    expect({ classes, outcomes }).toEqual({ classes: 2, outcomes: ["2", "3"] });
  });

  test("with a predicate that throws is rejected with its error", async () => {
    await holdsUnderRandomAndPct(async () => {
      const x = cell(0);
      await spawn(() => x.write(1));
      const wait = x.until((value) => {
        if (value === 1) throw new Error("bad value");
        return false;
      });
      await assert.rejects(wait, /bad value/);
    });
  });

  test("is a step at which others may come between", async () => {
    const { verdict } = await explore(
      async () => {
        const x = cell(0);
        await spawn(() => x.write(1));
        await x.until(() => true);
        await pause();
        assert.equal(await x.read(), 0);
      },
      { strategy: "dpor", shrink: false },
    );
    expect(verdict).toBe("violated");
  });

  test("takes a function", async () => {
    await holdsUnderRandomAndPct(async () => {
      const x = cell(0);
      assert.throws(
        () => x.until(1 as never),
        (error) =>
          error instanceof UsageError &&
          error.code === "invalid-option" &&
          /a function of its value/u.test(error.message),
      );
      await pause();
    });
  });
});
