// Code that never ends is stopped wherever the program has put it, with the actor and the line; what runs afterwards
// knows nothing of it.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { explore, P, pause, receive, send, sleep, spawn } from "heddle";
import type { Check, Program, Report } from "heddle";
import { always } from "heddle/check";
import { cell } from "heddle/memory";
import { GenServer } from "heddle/otp";
import { expect, test } from "vitest";

import { exploreOn } from "../../src/explore/index.ts";
import { nodeHost } from "../../src/host/index.ts";
import type { Host } from "../../src/explore/index.ts";

/** The lines of `spin`. */
const SPIN_LINES = [21, 22];

function spin(): never {
  for (;;);
}

/** Waits a fortieth of the time. */
const hasty: Host = {
  ...nodeHost,
  guard: (work, limit, isLocated) => nodeHost.guard(work, limit / 40, isLocated),
};

/** An actor that does something, beside another. */
function doing(what: () => unknown): Program {
  return async () => {
    await spawn("looping", async () => {
      await pause();
      await what();
    });
    await pause();
    await sleep(20);
  };
}

const server: Program = async () => {
  const looping = await spawn("looping", async () => {
    const { pid } = await GenServer.start({
      init: () => ({ state: 0 }),
      handleCast: () => spin(),
    });
    await send(pid, "unused");
    void GenServer.cast(pid, "go");
    await sleep(10);
  });
  await send(looping, 1);
  await sleep(20);
};

const inRule: Program = async () => {
  always("a rule", spin);
  await spawn("other", () => pause());
  await pause();
};

const inGuard: Program = async () => {
  const looping = await spawn("looping", () => receive(P.when(() => spin())));
  await send(looping, 1);
};

const thrown = new Error("thrown");
Object.defineProperty(thrown, "message", { get: spin });

// oxlint-disable vitest/expect-expect -- in a function that all of them call
async function expectStopped(report: Report, who: string | RegExp): Promise<void> {
  expect(report.counterexamples).toMatchObject([{ error: { code: "never-yields" } }]);
  const error = report.counterexamples[0]?.error as Error;
  expect(error.message).toMatch(who);
  // Of a loop on a single line the profiler may know the function only.
  const position = nodeHost.positionOf(error);
  expect(position?.file).toBe(fileURLToPath(import.meta.url));
  expect(SPIN_LINES).toContain(position?.line);
  const next = await explore(
    doing(() => cell(0, "cell").update((value) => value + 1)),
    { executions: 50 },
  );
  expect(next).toMatchObject({ verdict: "passed", executions: 50 });
}

const LOOPING = /^main\/looping/;

test.each<[string, Program, RegExp]>([
  ["a body", doing(spin), LOOPING],
  ["a handler", server, /^main\/looping\//],
  ["a guard", inGuard, LOOPING],
  ["a rule", inRule, /^The predicate of a rule/],
  ["the function of an operation", doing(() => cell(0, "cell").update(spin)), LOOPING],
  ["a timer", doing(() => setTimeout(spin, 5)), LOOPING],
  [
    "a listener of an event",
    doing(() => {
      const target = new EventTarget();
      target.addEventListener("go", spin);
      target.dispatchEvent(new Event("go"));
    }),
    LOOPING,
  ],
  [
    "a listener of an abort",
    doing(() => {
      const controller = new AbortController();
      controller.signal.addEventListener("abort", spin);
      controller.abort();
    }),
    LOOPING,
  ],
  ["a microtask after the body", doing(() => queueMicrotask(spin)), LOOPING],
  ["a reaction after the body", doing(() => void Promise.resolve().then(spin)), LOOPING],
  ["a tick", doing(() => process.nextTick(spin)), LOOPING],
  [
    "the text of what is thrown",
    doing(() => {
      // oxlint-disable-next-line typescript/only-throw-error -- the subject of the test
      throw Object.assign(Object.create(null) as object, { toString: spin });
    }),
    LOOPING,
  ],
  [
    "the message of what is thrown",
    doing(() => {
      throw thrown;
    }),
    LOOPING,
  ],
])("in %s", async (_where, program, who) => {
  await expectStopped(await exploreOn(hasty, program, { executions: 20, strategy: "random" }), who);
});

test("a chain of ticks is dropped, since nothing stops it between executions", async () => {
  const again = (): void => {
    process.nextTick(again);
  };
  const report = await exploreOn(hasty, doing(again), { executions: 20, strategy: "random" });

  expect(report.counterexamples).toMatchObject([{ error: { code: "never-yields" } }]);
  expect(await explore(doing(pause), { executions: 50 })).toMatchObject({ verdict: "passed", executions: 50 });
});

test.each(["random", "dpor"] as const)("in a check: %s", async (strategy) => {
  const check: Check = () => spin();
  const options = { executions: 20, strategy, checks: [check] };
  await expectStopped(await exploreOn(hasty, doing(pause), options), /^A check/);
});

test("with attribution", async () => {
  let settle: () => void = () => undefined;
  const program: Program = async () => {
    const settled = new Promise<void>((resolve) => {
      settle = resolve;
    });
    await spawn("settling", () => {
      settle();
    });
    await spawn("looping", async () => {
      await settled;
      spin();
    });
    await pause();
  };
  await expectStopped(await exploreOn(hasty, program, { executions: 20, strategy: "random" }), LOOPING);
});

test("after a loop of promises was stopped real input is told as before", async () => {
  const loop = doing(async () => {
    for (;;) await Promise.resolve();
  });
  const { counterexamples } = await exploreOn(hasty, loop, { executions: 3 });
  expect(counterexamples).toMatchObject([{ error: { code: "never-yields" } }]);
  const reading: Program = async () => {
    await spawn("other", () => pause());
    await Promise.race([readFile(fileURLToPath(import.meta.url)), sleep(1_000)]);
  };
  expect((await explore(reading, { executions: 50 })).brokenOff).toMatchObject({ code: "real-input" });
});
