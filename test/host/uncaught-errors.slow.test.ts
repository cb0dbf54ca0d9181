// Thousands of errors and hundreds of endless loops in callbacks that Node calls: none of them leaves anything behind in
// Node. HEDDLE_NIGHTLY stops four times as many.

import { PassThrough } from "node:stream";

import { explore, join, pause, spawn } from "heddle";
import type { Program } from "heddle";
import { expect, test } from "vitest";

import { exploreOn } from "../../src/explore/index.ts";
import type { Host } from "../../src/explore/index.ts";
import { nodeHost } from "../../src/host/index.ts";

const TIMES = 1_000;
/** Each takes 15 ms. */
const STOPS = process.env["HEDDLE_NIGHTLY"] === undefined ? 50 : 200;
const captured = { nextTick: process.nextTick, queueMicrotask };
const boom = new RangeError("boom");

function fail(): never {
  throw boom;
}

function spin(): never {
  for (;;);
}

const WAYS: readonly (readonly [string, (code: () => never) => unknown])[] = [
  ["a tick", (code) => process.nextTick(code)],
  ["a microtask", (code) => queueMicrotask(code)],
  ["a tick by a function captured before", (code) => captured.nextTick(code)],
  ["a microtask by a function captured before", (code) => captured.queueMicrotask(code)],
  [
    "a listener of a stream",
    (code) => {
      const stream = new PassThrough();
      stream.on("data", code);
      stream.write("data");
    },
  ],
  [
    "a listener of an event target",
    (code) => {
      const target = new EventTarget();
      target.addEventListener("go", code);
      target.dispatchEvent(new Event("go"));
    },
  ],
  [
    "a listener of an abort",
    (code) => {
      const controller = new AbortController();
      controller.signal.addEventListener("abort", code);
      controller.abort();
    },
  ],
];

function doing(act: () => unknown): Program {
  return async () => {
    const culprit = await spawn("culprit", async () => {
      await pause();
      act();
      await pause();
    });
    await pause();
    await join(culprit);
  };
}

const harmless = doing(() => undefined);

async function expectClean(): Promise<void> {
  expect(await explore(harmless, { executions: 20, strategy: "random" })).toMatchObject({
    verdict: "passed",
    executions: 20,
  });
}

test.each(WAYS)("%s throws a thousand times", async (_way, act) => {
  let thrown = 0;
  const program = doing(() => {
    thrown += 1;
    act(fail);
  });
  for (; thrown < TIMES;) {
    const report = await explore(program, { executions: 2, strategy: "random" });
    expect(report.counterexamples).toMatchObject([{ error: boom, outcome: { actor: "main/culprit" } }]);
  }
  await expectClean();
});

/** Waits 10 ms instead of 1 s, and 20 ms instead of 2 s, and does not ask where. */
const hasty: Host = { ...nodeHost, guard: (work, limit) => nodeHost.guard(work, Math.round(limit / 100)) };

test.each(WAYS.filter(([way]) => !way.includes("captured")))(`%s is stopped ${STOPS} times`, async (_way, act) => {
  let stopped = 0;
  let found = 0;
  const program = doing(() => {
    stopped += 1;
    act(spin);
  });
  for (; stopped < STOPS;) {
    const { counterexamples } = await exploreOn(hasty, program, { executions: 1, strategy: "random" });
    for (const { error } of counterexamples) expect(error).toMatchObject({ code: "never-yields" });
    found += counterexamples.length;
  }
  // On a busy machine so short a limit strikes elsewhere, too; an exploration stops four times or more often.
  expect(found).toBeGreaterThan(STOPS / 20);
  await expectClean();
});
