// Virtual time: timers compete with steps, or wait until no actor can run; deadlines stay in order.

import { now, receive, self, send, sleep, spawn } from "heddle";
import { describe, expect, test } from "vitest";

import { allSchedules } from "../all-schedules.ts";

describe("time-out against message", () => {
  const program = async (report: (value: unknown) => void): Promise<void> => {
    const main = self();
    await spawn(() => send(main, "message"));
    report((await receive("message", { timeout: 10 })) ?? `timeout at ${now()}`);
  };

  test("competing time lets either come first", async () => {
    const { outcomes } = await allSchedules(program);
    expect(outcomes).toEqual(['"message"', '"timeout at 10"']);
  });

  test("lazy time lets the message come first, in 4 interleavings", async () => {
    const { executions, outcomes } = await allSchedules(program, { time: "lazy" });
    expect(outcomes).toEqual(['"message"']);
    // After the send, the sender's exit merges with the delivery, the receive and the exit of main.
    expect(executions).toBe(4);
  });

  test("lazy time lets the time-out come when no message does", async () => {
    const { outcomes } = await allSchedules(
      async (report) => {
        report((await receive("message", { timeout: 10 })) ?? `timeout at ${now()}`);
      },
      { time: "lazy" },
    );
    expect(outcomes).toEqual(['"timeout at 10"']);
  });
});

describe("deadlines", () => {
  test("are kept in order whatever is chosen; equal ones come in both orders", async () => {
    const { executions, outcomes } = await allSchedules(async (report) => {
      const woken: string[] = [];
      await Promise.all(
        [5, 3, 3].map(async (delay, index) => {
          await sleep(delay);
          woken.push(`${delay}#${index}`);
        }),
      );
      report([...woken, now()]);
    });
    expect(executions).toBe(2);
    expect(outcomes).toEqual(['["3#1","3#2","5#0",5]', '["3#2","3#1","5#0",5]']);
  });

  test("that are infinite never come", async () => {
    const { outcomes } = await allSchedules(() => sleep(Number.POSITIVE_INFINITY));
    expect(outcomes).toEqual(["deadlocked"]);
  });

  test("that are negative are refused", async () => {
    await expect(allSchedules(() => sleep(-1))).resolves.toMatchObject({ outcomes: ["violated"] });
  });
});
