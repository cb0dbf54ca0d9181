// The contents of users' test files: a counter that loses updates, and one that does not.

/** The head of a test file: imports and programs. */
const COUNTING = `
import { join, pause, spawn } from "heddle";
import { cell, mutex } from "heddle/memory";
import { heddleMatchers, test } from "heddle/vitest";
import { beforeEach, describe, expect } from "vitest";

expect.extend(heddleMatchers);

const counting = (increment, count = 2) => async () => {
  const counter = cell(0, "counter");
  const workers = [];
  for (let index = 0; index < count; index += 1) workers.push(await spawn("w" + index, () => increment(counter)));
  for (const worker of workers) await join(worker);
  expect(await counter.read(), "the counter").toBe(count);
};
const racy = counting(async (counter) => counter.write((await counter.read()) + 1));
const safe = counting((counter) => counter.update((value) => value + 1));
`;

/** A project with one test file. */
export function countingFile(tests: string): string {
  return `${COUNTING}\n${tests}\n`;
}
