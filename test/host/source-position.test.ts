// Which line of a stack trace is shown: of an operation the nearest code that is not heddle's, of an error the program's.

import { resolve } from "node:path";

import { afterEach, expect, test } from "vitest";

import { nodeHost } from "../../src/host/index.ts";

const HEDDLE = resolve("src/kernel/operations/operate.ts");

/** An error with these frames, the nearest first. */
function stackOf(...files: readonly string[]): Error {
  const error = new Error("made up");
  error.stack = ["Error: made up", ...files.map((file, index) => `    at called (${file}:${index + 1}:1)`)].join("\n");
  return error;
}

const POOL = resolve("node_modules/pool/index.js");
const QUEUE = resolve("node_modules/queue/index.js");
const VITEST = resolve("node_modules/@vitest/runner/dist/index.js");
const PROGRAM = resolve("program.ts");

afterEach(() => {
  Reflect.deleteProperty(globalThis, "__heddleInstrumented");
});

test("an operation that a package calls has the package's line", () => {
  expect(nodeHost.callPositionOf(stackOf(HEDDLE, "node:fs", POOL, PROGRAM))).toEqual({
    file: POOL,
    line: 3,
    column: 1,
  });
});

test("an operation that a tool for tests calls has the line of the test", () => {
  expect(nodeHost.callPositionOf(stackOf(HEDDLE, VITEST, PROGRAM))?.file).toBe(PROGRAM);
  expect(nodeHost.callPositionOf(stackOf(HEDDLE, VITEST))?.file).toBe(VITEST);
});

test("an operation of a model has the line of the call that it answers", () => {
  const site = stackOf(HEDDLE, "node:fs");
  site.cause = stackOf(HEDDLE, POOL, PROGRAM);
  expect(nodeHost.callPositionOf(site)?.file).toBe(POOL);
  expect(nodeHost.callPositionOf(stackOf(HEDDLE))).toBeUndefined();
});

test("an error has the program's line, or the nearest one if all of it is of packages", () => {
  expect(nodeHost.positionOf(stackOf(HEDDLE, QUEUE, POOL, PROGRAM))?.file).toBe(PROGRAM);
  expect(nodeHost.positionOf(stackOf(HEDDLE, QUEUE, POOL))?.file).toBe(QUEUE);
});

test("an error in an instrumented package has the package's line", () => {
  Reflect.set(globalThis, "__heddleInstrumented", new Set(["node_modules/pool/index.js"]));
  expect(nodeHost.positionOf(stackOf(QUEUE, POOL, PROGRAM))?.file).toBe(POOL);
});
