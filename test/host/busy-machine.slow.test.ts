// On a busy machine code is slow, or does not run at all for a while: that says nothing of a program.

import { pause, sleep, spawn } from "heddle";
import type { Program } from "heddle";
import { cell } from "heddle/memory";
import { expect, test } from "vitest";

import { exploreOn } from "../../src/explore/index.ts";
import type { Host } from "../../src/explore/index.ts";
import { nodeHost } from "../../src/host/index.ts";

const now = performance.now.bind(performance);

/** A host that waits a part of the time, and counts how often it has stopped code. */
function hasty(part: number): { readonly host: Host; readonly stops: () => number } {
  let stops = 0;
  const host: Host = {
    ...nodeHost,
    guard(work, limit, isLocated) {
      const guarded = nodeHost.guard(work, limit / part, isLocated);
      if (guarded.isStuck) stops += 1;
      return guarded;
    },
  };
  return { host, stops: () => stops };
}

function compute(milliseconds: number): void {
  for (const until = now() + milliseconds; now() < until;);
}

/** The thread does not run. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Two actors that act in turn; one of them does something in between. */
function doing(what: () => void): Program {
  return async () => {
    await spawn("one", async () => {
      await pause();
      what();
    });
    await pause();
  };
}

test("slices have the same length however slow executions are", async () => {
  // A clock that passes only while the program computes: a hundredth of a second in each execution.
  let clock = 0;
  const slices: number[] = [];
  const host: Host = {
    ...nodeHost,
    now: () => clock,
    guard(work, limit, isLocated) {
      const before = clock;
      const guarded = nodeHost.guard(work, limit, isLocated);
      slices.push(clock - before);
      return guarded;
    },
  };
  const program = doing(() => {
    clock += 10;
  });
  await exploreOn(host, program, { executions: 200 });

  expect(Math.max(...slices)).toBe(60);
});

test("code that was slow once is repeated, and nothing of the first time is left", async () => {
  const run = async (isSlowAtFirst: boolean): Promise<readonly unknown[]> => {
    const { host, stops } = hasty(5);
    let isSlow = isSlowAtFirst;
    const program: Program = async () => {
      const count = cell(0, "count");
      await spawn("one", () => count.update((value) => value + 1));
      await pause();
      process.nextTick(() => {
        if (!isSlow) return;
        isSlow = false;
        compute(400);
      });
      // What is left in the queue of a stopped execution must not act in the next one.
      process.nextTick(() => void count.update((value) => value + 1));
      await sleep(10);
    };
    const { executions, steps, verdict } = await exploreOn(host, program, {
      executions: 20,
      seed: "1",
      unawaited: "note",
    });
    return [executions, steps, verdict, stops() > 0];
  };
  const [executions, steps, verdict] = await run(false);

  expect([executions, verdict]).toEqual([20, "passed"]);
  expect(await run(true)).toEqual([20, steps, "passed", true]);
});

test("a thread that hardly runs gets ten times the time", async () => {
  const { host, stops } = hasty(5);
  let wereAllBlocked = true;
  const report = await exploreOn(
    host,
    doing(() => {
      if (stops() < 2) block(1_000);
      wereAllBlocked &&= stops() === 2;
    }),
    { executions: 20 },
  );

  expect(report).toMatchObject({ verdict: "passed", executions: 20 });
  expect([stops(), wereAllBlocked]).toEqual([2, true]);
});

test("a thread that is blocked for longer never yields", async () => {
  const { host, stops } = hasty(20);
  const report = await exploreOn(
    host,
    doing(() => {
      block(30_000);
    }),
    { executions: 20 },
  );

  expect(report.counterexamples[0]?.error).toMatchObject({
    code: "never-yields",
    message: expect.stringMatching(/^main\/one.* has run for 20 seconds/) as string,
  });
  expect(stops()).toBeGreaterThanOrEqual(3);
});
