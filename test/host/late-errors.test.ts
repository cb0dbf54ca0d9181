// What a program begins with functions that were captured before heddle, and fails after its execution has ended.

import { explore, pause, spawn } from "heddle";
import type { Program } from "heddle";
import { expect, test } from "vitest";

const real = { setTimeout, setImmediate };

function leaving(begin: () => unknown): Program {
  return async () => {
    begin();
    await spawn("other", () => pause());
    await pause();
  };
}

const throwing = (): never => {
  throw new Error("too late");
};
const rejecting = (): void => {
  void Promise.reject(new Error("too late"));
};

test.each<[string, () => unknown, number]>([
  ["a timer throws after the last execution", () => real.setTimeout(throwing, 5), 5],
  ["a timer rejects after the last execution", () => real.setTimeout(rejecting, 5), 5],
  ["a timer throws between executions", () => real.setTimeout(throwing, 1), 1_000_000],
  ["a timer rejects between executions", () => real.setTimeout(rejecting, 1), 1_000_000],
  ["an immediate throws", () => real.setImmediate(throwing), 5],
])("%s: the exploration says so", async (_what, begin, executions) => {
  const before = [process.listeners("uncaughtException"), process.listeners("unhandledRejection")];
  const exploring = explore(leaving(begin), { executions, strategy: "random" });

  await expect(exploring).rejects.toMatchObject({ code: "late-error", cause: { message: "too late" } });
  await expect(exploring).rejects.toThrow(/"Error: too late" at .*late-errors\.test\.ts:\d+/);
  expect([process.listeners("uncaughtException"), process.listeners("unhandledRejection")]).toEqual(before);
});

test("an operation that is called too late is told likewise", async () => {
  const calling = (): void => {
    void (async () => pause())();
  };
  const left: Promise<void>[] = [];
  const begin = (): unknown =>
    left.push(
      new Promise((resolve) => {
        real.setTimeout(() => {
          resolve();
          calling();
        }, 5);
      }),
    );
  const exploring = explore(leaving(begin), { executions: 5 });

  await expect(exploring).rejects.toMatchObject({ code: "late-error", cause: { code: "outside-execution" } });
  // The first ends the exploration; the others, and their rejections a turn later, are not for the next test.
  await Promise.allSettled(left);
  await new Promise((resolve) => {
    real.setImmediate(resolve);
  });
});

test("a timer that was running before, and one that does nothing, are none of it", async () => {
  const running = real.setTimeout(() => undefined, 10_000);
  const report = await explore(
    leaving(() => real.setTimeout(() => undefined, 5)),
    { executions: 5 },
  );
  clearTimeout(running);

  expect(report.verdict).toBe("passed");
});
