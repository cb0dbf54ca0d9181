// A program that ends its process: a finding of the actor, with its line, and the exploration goes on.

import process, { exit as exitByName } from "node:process";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import workerThreads from "node:worker_threads";

import { explore, pause, spawn } from "heddle";
import { cell } from "heddle/memory";
import { expect, test } from "vitest";

import { nodeHost } from "../../../src/host/index.ts";

const captured = process.exit.bind(process);
const realPid = process.pid;
const before = { exit: process.exit, abort: process.abort, kill: process.kill };

test.each<[string, () => unknown, string]>([
  ["process.exit()", () => process.exit(), "process.exit()"],
  ["process.exit(3)", () => process.exit(3), "process.exit(3)"],
  ["exit of node:process", () => exitByName(3), "process.exit(3)"],
  ["process.abort()", () => process.abort(), "process.abort()"],
  ["process.kill of itself", () => process.kill(process.pid), "process.kill(4194305)"],
  ["process.kill of the real process", () => process.kill(realPid), `process.kill(${realPid})`],
  ["process.kill of the real group", () => process.kill(-realPid), `process.kill(-${realPid})`],
  ["process.kill of its group", () => process.kill(0, "SIGTERM"), "process.kill(0, SIGTERM)"],
])("%s: a finding", async (_what, end, shown) => {
  const report = await explore(
    async () => {
      await spawn("ending", async () => {
        await pause();
        try {
          end();
        } catch {
          // The program goes on as if nothing had happened.
        }
        await pause();
      });
      await pause();
    },
    { executions: 20, strategy: "random" },
  );

  const [found] = report.counterexamples;
  expect(report.verdict).toBe("violated");
  expect(found?.error).toMatchObject({ code: "ends-process" });
  const error = found?.error as Error;
  expect(error.message).toContain(`main/ending called ${shown}`);
  expect(nodeHost.positionOf(error)?.file).toBe(fileURLToPath(import.meta.url));
  expect(process.exit).toBe(before.exit);
  expect(process.abort).toBe(before.abort);
  expect(process.kill).toBe(before.kill);
});

test("only the executions in which it ends the process fail", async () => {
  const report = await explore(
    async () => {
      let isFirst = false;
      await spawn("setting", () => {
        isFirst = true;
      });
      await spawn("other", () => pause());
      await pause();
      if (!isFirst) process.exit(1);
    },
    { executions: 50, strategy: "random", stopAfter: 5 },
  );

  expect(report.executions).toBe(50);
});

test("in a check", async () => {
  const report = await explore(() => pause(), { executions: 2, checks: [() => process.exit(0)] });

  expect(report.counterexamples).toMatchObject([{ error: { code: "ends-process" } }]);
});

test.each<[string, () => unknown]>([
  ["the text of a value", () => ({ [inspect.custom]: () => process.exit(0) })],
  ["a trap of a proxy", () => new Proxy({}, { ownKeys: () => process.exit(0) })],
])("%s may not end the process when a trace shows it", async (_what, make) => {
  const report = await explore(
    async () => {
      await cell(make(), "value").read();
      throw new Error("found");
    },
    { executions: 2 },
  );

  expect(report.counterexamples).toMatchObject([{ error: { message: "found" } }]);
});

test.each(["message", "cause"])("nor the %s of an error", async (property) => {
  const report = await explore(
    async () => {
      await pause();
      throw Object.defineProperty(new Error("x"), property, { get: () => process.exit(0) });
    },
    { executions: 2 },
  );

  // Vitest's own guard would throw an error without a code.
  expect(report.counterexamples).toMatchObject([{ error: { code: "ends-process" } }]);
  expect(process.exitCode).toBeUndefined();
});

test("another process may be signalled, and this one asked whether it is alive", async () => {
  const report = await explore(
    async () => {
      await pause();
      expect(process.kill(process.pid, 0)).toBe(true);
      expect(process.kill(realPid, 0)).toBe(true);
      expect(() => process.kill(2 ** 22 + 2, 0)).toThrow("ESRCH");
    },
    { executions: 2 },
  );

  expect(report.counterexamples).toEqual([]);
});

test("the process and the thread have the same ids in every execution, and their own outside", async () => {
  const ids: unknown[] = [];
  const real = [process.pid, workerThreads.threadId];
  const report = await explore(
    async () => {
      ids.push([process.pid, globalThis.process.pid, workerThreads.threadId]);
      await spawn("other", () => {
        ids.push([process.pid, `${process.pid}`, Reflect.get(workerThreads, "threadId")]);
      });
      await pause();
    },
    { executions: 1, strategy: "random", checks: [() => expect(process.pid).toBe(4_194_305)] },
  );

  expect(report.counterexamples).toEqual([]);
  expect(ids).toHaveLength(2);
  expect(new Set(ids.map(String))).toEqual(new Set(["4194305,4194305,0"]));
  expect([process.pid, workerThreads.threadId]).toEqual(real);
  expect(Object.getOwnPropertyDescriptor(process, "pid")).toMatchObject({ value: realPid, writable: false });
});

test("by a function that was captured before", async () => {
  // Vitest replaces process.exit by one that throws; that of Node calls process.reallyExit.
  const report = await explore(
    async () => {
      await pause();
      captured(1);
    },
    { executions: 2 },
  );

  expect(report.verdict).toBe("violated");
  expect(process.exitCode).toBeUndefined();
});
