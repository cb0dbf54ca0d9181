// Timers in a trace: where they were set, after how long they fire, and when.

import { explore, receive, sleep, spawn } from "heddle";
import { plainText } from "../../../src/trace/index.ts";
import { expect, test } from "vitest";

test("a timer shows the line that set it, its delay, and the time at which it fires", async () => {
  const report = await explore(
    async () => {
      let ticks = 0;
      await spawn("waiter", () => receive("never", { timeout: 7 }));
      setTimeout(() => undefined, 3);
      setInterval(() => {
        ticks += 1;
        if (ticks === 2) throw new Error("the second tick");
      }, 5);
      await sleep(100);
    },
    { time: "lazy", shrink: false, strategy: "dfs", executions: 1 },
  );
  const [found] = report.counterexamples;
  const timers = found?.trace.filter(({ kind }) => kind === "timer") ?? [];

  expect(timers.map(({ argument, time }) => `${time} ${plainText(argument)}`)).toEqual([
    "3 'setTimeout', 3 ms",
    "5 'setInterval', 5 ms",
    "7 'receive', 7 ms",
    "10 'setInterval', 5 ms",
  ]);
  const first = timers[0]?.source?.line ?? 0;
  expect(timers.map(({ source }) => (source?.line ?? 0) - first)).toEqual([0, 1, -1, 1]);
});
