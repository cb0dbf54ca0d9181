// Soft assertions and the number of assertions belong to one execution.

import { afterAll, beforeAll, expect, test } from "vitest";

import { countingFile } from "./counting.ts";
import { install } from "./run-vitest.ts";
import type { Installation, RunResult } from "./run-vitest.ts";

let installation: Installation;
let run: RunResult;

const MAIN = countingFile(`
const last = async () => {
  const value = cell(0, "value");
  for (const each of [await spawn(() => value.write(1)), await spawn(() => value.write(2))]) await join(each);
  return value.read();
};
test.explore("soft, holds", async () => { expect.soft(await last()).toBeGreaterThan(0); });
test.explore("soft, fails", async () => {
  const value = await last();
  expect.soft(value, "the last").toBe(2);
  expect.soft(value).toBeGreaterThan(0);
});
test.explore("one assertion", async () => { expect.assertions(1); expect(await last()).toBeGreaterThan(0); });
test.explore("two assertions, of which there is one", async () => {
  expect.assertions(2);
  expect(await last()).toBeGreaterThan(0);
});
test.explore("two assertions in some executions", async () => {
  expect.assertions(2);
  const value = await last();
  expect(value).toBeGreaterThan(0);
  if (value === 2) expect(value).toBe(2);
});
test.explore("has assertions", async () => { expect.hasAssertions(); expect(await last()).toBeGreaterThan(0); });
test.explore("has none", async () => { expect.hasAssertions(); await last(); });
test("around a matcher", async () => {
  expect.assertions(1);
  await expect(async () => { expect.soft(await last()).toBeGreaterThan(0); }).toHold({ executions: 20 });
});
test("a matcher and a soft failure", async () => {
  await expect(async () => { expect.soft(await last(), "the last").toBe(2); }).toHold({ executions: 20 });
});
`);

beforeAll(async () => {
  installation = install();
  run = await installation.project({ "test/main.test.ts": MAIN }).run();
}, 120_000);

afterAll(() => installation.remove());

test.each(["soft, holds", "one assertion", "has assertions", "around a matcher"])("%s: passes", (name) => {
  expect(run.tests.get(name)).toMatchObject({ status: "passed", message: "" });
});

test.each([
  ["soft, fails", /^AssertionError: the last: expected 1 to be 2/],
  ["two assertions, of which there is one", /^Error: expected number of assertions to be 2, but got 1/],
  ["two assertions in some executions", /^Error: expected number of assertions to be 2, but got 1/],
  ["has none", /^Error: expected any number of assertion, but got none/],
  ["a matcher and a soft failure", /the last: expected 1 to be 2/],
])("%s: fails once", (name, message) => {
  const result = run.tests.get(name);
  expect(result?.status).toBe("failed");
  expect(result?.message).toMatch(message);
  expect(run.output.match(new RegExp(`^ ?FAIL .* > ${name}$`, "gm"))).toHaveLength(1);
});
