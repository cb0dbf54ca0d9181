// Errors outside of promises: what a callback throws that Node calls is a finding of the actor whose code set it up, and
// neither the process nor the next execution notices.

import { EventEmitter } from "node:events";
import { PassThrough, Readable, Writable } from "node:stream";

import { explore, join, pause, receive, spawn } from "heddle";
import type { Program, Report } from "heddle";
import { cell } from "heddle/memory";
import { expect, test } from "vitest";

import { exploreOn, replayOn } from "../../src/explore/index.ts";
import type { Host } from "../../src/explore/index.ts";
import { createNodeHost, nodeHost } from "../../src/host/index.ts";

const captured = { nextTick: process.nextTick, queueMicrotask };
const boom = new RangeError("boom");

function fail(): never {
  throw boom;
}

const WAYS: readonly (readonly [string, () => unknown])[] = [
  ["a tick", () => process.nextTick(fail)],
  ["a tick that a tick sets", () => process.nextTick(() => process.nextTick(fail))],
  ["a microtask", () => queueMicrotask(fail)],
  ["a tick by a function captured before", () => captured.nextTick(fail)],
  ["a microtask by a function captured before", () => captured.queueMicrotask(fail)],
  ["an error event of a stream", () => new Readable({ read: () => undefined }).destroy(boom)],
  ["the read function of a stream", () => new Readable({ read: fail }).resume()],
  [
    "a data listener of a stream",
    () => {
      const stream = new PassThrough();
      stream.on("data", fail);
      stream.write("data");
    },
  ],
  ["a callback of a write", () => new Writable({ write: (_chunk, _encoding, done) => done() }).write("data", fail)],
  [
    "a listener of an event target",
    () => {
      const target = new EventTarget();
      target.addEventListener("go", fail);
      target.dispatchEvent(new Event("go"));
    },
  ],
  [
    "an asynchronous listener of an event target",
    () => {
      const target = new EventTarget();
      target.addEventListener("go", (): unknown => Promise.resolve().then(fail));
      target.dispatchEvent(new Event("go"));
    },
  ],
  [
    "a listener of an abort",
    () => {
      const controller = new AbortController();
      controller.signal.addEventListener("abort", fail);
      controller.abort();
    },
  ],
  ["a listener of an abort by time", () => AbortSignal.timeout(5).addEventListener("abort", fail)],
  [
    "an emitter that captures rejections",
    () => {
      const emitter = new EventEmitter({ captureRejections: true });
      emitter.on("go", (): unknown => Promise.resolve().then(fail));
      emitter.emit("go");
    },
  ],
];

/** An actor that does it between two steps, beside another. */
function doing(act: () => unknown): Program {
  return async () => {
    const counter = cell(0);
    const culprit = await spawn("culprit", async () => {
      await counter.write(1);
      act();
      await pause();
    });
    await spawn("other", () => counter.write(2));
    await join(culprit);
  };
}

const harmless = doing(() => undefined);

// oxlint-disable vitest/expect-expect -- in a function that all of them call
async function expectFound(report: Report, program: Program, host: Host = nodeHost): Promise<void> {
  const {
    counterexamples: [found],
    verdict,
  } = report;
  expect(verdict).toBe("violated");
  expect(found?.error).toBe(boom);
  expect(found?.outcome).toMatchObject({ kind: "violated", actor: "main/culprit" });
  expect((await replayOn(host, program, found?.token ?? "")).outcome).toMatchObject({ kind: "violated", error: boom });
  expect(await explore(harmless, { executions: 50, strategy: "random" })).toMatchObject({
    verdict: "passed",
    executions: 50,
  });
}

test.each(WAYS)("%s that throws is a finding of its actor", async (_way, act) => {
  await expectFound(await explore(doing(act), { executions: 50 }), doing(act));
});

test.each(WAYS)("%s that throws is found where microtasks are not drained synchronously", async (_way, act) => {
  const host = createNodeHost({ drain: "hop" });
  await expectFound(await exploreOn(host, doing(act), { executions: 50 }), doing(act), host);
});

test.each(WAYS)("%s that throws is found by a search", async (_way, act) => {
  await expectFound(await explore(doing(act), { executions: 50, strategy: "dpor" }), doing(act));
});

test("what is thrown may be anything", async () => {
  for (const thrown of [undefined, null, "text", 0]) {
    const { counterexamples } = await explore(
      doing(() =>
        process.nextTick(() => {
          // oxlint-disable-next-line typescript/only-throw-error -- the subject of the test
          throw thrown;
        }),
      ),
      { executions: 50 },
    );
    expect(counterexamples).toHaveLength(1);
  }
});

test("the callbacks behind one that throws are called, and their errors are not the finding", async () => {
  const seen: string[] = [];
  const program = doing(() => {
    for (const nextTick of [process.nextTick, captured.nextTick]) {
      nextTick(fail);
      nextTick((text: string) => seen.push(text), "behind");
      nextTick(() => {
        throw new Error("second");
      });
    }
  });
  const { counterexamples } = await explore(program, { executions: 1, strategy: "random" });
  expect(counterexamples.map(({ error }) => error)).toEqual([boom]);
  expect(new Set(seen)).toEqual(new Set(["behind"]));
  expect(seen.length % 2).toBe(0);
});

test("an error while an execution is unwound does not count", async () => {
  const program: Program = async () => {
    await spawn("culprit", async () => {
      try {
        await receive();
      } finally {
        process.nextTick(fail);
        captured.nextTick(fail);
        queueMicrotask(fail);
      }
    });
    await pause();
    throw new TypeError("first");
  };
  const { counterexamples } = await explore(program, { executions: 20 });
  expect(counterexamples.map(({ error }) => error)).toEqual([new TypeError("first")]);
});

test("a callback without a function is refused by Node, as ever", async () => {
  const program = doing(() => {
    expect(() => process.nextTick("text" as never)).toThrow(/callback/);
    expect(() => queueMicrotask(undefined as never)).toThrow(/callback/);
  });
  expect((await explore(program, { executions: 50, strategy: "random" })).verdict).toBe("passed");
});

test("the functions are Node's again after an exploration", () => {
  expect([process.nextTick, queueMicrotask]).toEqual([captured.nextTick, captured.queueMicrotask]);
});
