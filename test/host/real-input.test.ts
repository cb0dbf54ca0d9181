// An execution that waits for real input is never passed: the report names the call and its line.

import { scrypt } from "node:crypto";
import { lookup } from "node:dns";
import { readFile as readWithCallback, readFileSync, statSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { gzip, gzipSync } from "node:zlib";

import { explore, pause, spawn } from "heddle";
import type { Program } from "heddle";
import { expect, test } from "vitest";

import { nodeHost } from "../../src/host/index.ts";

const FILE = fileURLToPath(import.meta.url);
const real = { setTimeout, setImmediate };

/** Each on the line that is to be named. */
const INPUTS: readonly (readonly [string, () => Promise<unknown>])[] = [
  ["readFile", () => readFile(FILE)],
  ["stat", () => stat(FILE)],
  ["readFile", () => new Promise((resolve) => readWithCallback(FILE, resolve))],
  ["zlib", () => new Promise((resolve) => gzip("text", resolve))],
  ["scrypt", () => new Promise((resolve) => scrypt("password", "salt", 16, resolve))],
  ["lookup", () => new Promise((resolve) => lookup("localhost", resolve))],
  ["digest", () => globalThis.crypto.subtle.digest("SHA-256", new Uint8Array(1))],
  ["setTimeout", () => new Promise((resolve) => real.setTimeout(resolve, 1))],
  ["setImmediate", () => new Promise((resolve) => real.setImmediate(resolve))],
];

const FIRST_LINE = Number(/:(\d+):\d+/.exec(new Error("here").stack?.split("\n")[1] ?? "")?.[1]) - INPUTS.length - 3;

function lineOf(input: unknown): number {
  return FIRST_LINE + 1 + INPUTS.findIndex(([, ask]) => ask === input);
}

function raced(ask: () => Promise<unknown>): Program {
  return async () => {
    await spawn("other", () => pause());
    await Promise.race([ask(), new Promise((resolve) => setTimeout(resolve, 1_000))]);
  };
}

test.each(INPUTS)("%s raced with a timer: undecided, with the call and its line", async (call, ask) => {
  const { brokenOff, counterexamples, verdict } = await explore(raced(ask), { executions: 50 });
  expect({ counterexamples, verdict }).toEqual({ counterexamples: [], verdict: "undecided" });
  expect(brokenOff).toMatchObject({ code: "real-input", message: expect.stringContaining(call) });
  expect(brokenOff?.message).toContain(`at line ${lineOf(ask)}`);
  expect(nodeHost.positionOf(brokenOff as Error)).toMatchObject({ file: FILE, line: lineOf(ask) });
});

test.each(INPUTS)("%s that a search meets breaks it off, too", async (_call, ask) => {
  const { brokenOff, verdict } = await explore(raced(ask), { strategy: "dpor" });
  expect({ verdict, brokenOff }).toMatchObject({ verdict: "undecided", brokenOff: { code: "real-input" } });
});

test.each(INPUTS)("%s that is awaited is named with its line", async (call, ask) => {
  const program: Program = async () => {
    await spawn("other", () => pause());
    await ask();
  };
  const { brokenOff, counterexamples } = await explore(program, { executions: 50 });
  const error = brokenOff ?? (counterexamples[0]?.error as Error);
  expect(error.message).toContain(`${call} at line ${lineOf(ask)}`);
  expect(nodeHost.positionOf(error)).toMatchObject({ file: FILE, line: lineOf(ask) });
});

test("input that is raced with an operation is told, and so is input that nobody seems to wait for", async () => {
  const withSleep: Program = async () => {
    await spawn("other", () => pause());
    await Promise.race([readFile(FILE), delay(1_000)]);
  };
  const loose: Program = async () => {
    await spawn("other", () => pause());
    void readFile(FILE);
    await pause();
  };
  for (const program of [withSleep, loose]) {
    const { brokenOff, verdict } = await explore(program, { executions: 50 });
    expect({ verdict, brokenOff }).toMatchObject({ verdict: "undecided", brokenOff: { code: "real-input" } });
  }
});

test("synchronous input, a clone, and a real timer that nobody waits for are none of it", async () => {
  const program: Program = async () => {
    await spawn("other", () => pause());
    readFileSync(FILE);
    statSync(FILE);
    gzipSync("text");
    structuredClone({ a: 1 });
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  };
  expect((await explore(program, { executions: 50 })).verdict).toBe("passed");
  const loose: Program = async () => {
    await spawn("other", () => pause());
    real.setTimeout(() => undefined, 1);
    await pause();
  };
  expect((await explore(loose, { executions: 50 })).verdict).toBe("passed");
});

test("what Node loads at the first use of one of its classes is none of it", async () => {
  const program: Program = async () => {
    await spawn("other", () => pause());
    expect(new Headers({ a: "b" }).get("a")).toBe("b");
    expect(await new Response("text").text()).toBe("text");
  };
  expect((await explore(program, { executions: 50 })).verdict).toBe("passed");
});

test("a module that is imported for the first time is told, and may be imported before", async () => {
  const program: Program = async () => {
    await spawn("other", () => pause());
    const { answer } = await import("./imported-late.ts");
    await pause();
    expect(answer).toBe(42);
  };
  const { brokenOff, counterexamples, verdict } = await explore(program, { executions: 50 });
  expect({ counterexamples, verdict }).toEqual({ counterexamples: [], verdict: "undecided" });
  expect(brokenOff).toMatchObject({
    code: "real-input",
    message: expect.stringMatching(
      /by import\(\).*Import the module before the exploration, at the top of the file\.$/,
    ),
  });
  await import("./imported-late.ts");
  expect((await explore(program, { executions: 50 })).verdict).toBe("passed");
});
