// `toHold` in a real vitest run: replays, several programs in one test, seeds, the remaining time.

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { countingFile } from "./counting.ts";
import { install } from "./run-vitest.ts";
import type { Installation, Project } from "./run-vitest.ts";

let installation: Installation;

beforeAll(() => {
  installation = install();
});
afterAll(() => {
  installation.remove();
});

const TESTS = countingFile(`
test("two", { retry: 1 }, async () => {
  await expect(safe).toHold({ executions: 20 });
  await expect(racy).toHold();
});
test("other", async () => {
  await expect(racy).not.toHold();
});
test.explore("explored", safe);
`);

describe("HEDDLE_REPLAY", () => {
  let project: Project;
  let token: string;
  let names: readonly string[];
  beforeAll(async () => {
    project = installation.project({ "two.test.ts": TESTS });
    const { output } = await project.run();
    const tokens = [...output.matchAll(/^replay: HEDDLE_REPLAY=(\S+) npx vitest run two\.test\.ts -t two$/gm)];
    names = tokens.map(([, text = ""]) => text.split(":")[1] ?? "");
    token = tokens[0]?.[1] ?? "";
  });

  test("has a number for the second program of a test, the same in each attempt", () => {
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names)).toEqual(new Set(["two%20%232"]));
  });

  test("replays the program it is of, passes over the others of its test, and skips other tests", async () => {
    const { output, tests } = await project.run({ env: { HEDDLE_REPLAY: token } });
    expect(tests.get("two")?.message).toMatch(/expected the program to hold[^]*Replayed: the same failure after/);
    expect(output).toContain('heddle: "two" was skipped: HEDDLE_REPLAY is for "two #2"');
    expect(tests.get("other")?.status).toBe("skipped");
    expect(tests.get("explored")?.status).toBe("skipped");
  });

  test("goes on by seed with HEDDLE_CONTINUE", async () => {
    const changed = installation.project({
      "two.test.ts": TESTS.replace("expect(racy).toHold", "expect(safe).toHold"),
    });
    const strict = await changed.run({ env: { HEDDLE_REPLAY: token } });
    const { output, tests } = await changed.run({ env: { HEDDLE_REPLAY: token, HEDDLE_CONTINUE: "1" } });
    expect(strict.tests.get("two")?.message).toMatch(/^ReplayDivergence: /);
    expect(output).toMatch(/^heddle: The program has changed: step \d+ was .*, now .* It does not fail\.$/m);
    expect(tests.get("two")?.status).toBe("passed");
  });

  test("has a debugger stand where HEDDLE_UNTIL says", async () => {
    const { tests } = await project.run({ env: { HEDDLE_REPLAY: token, HEDDLE_UNTIL: "99" } });
    expect(tests.get("two")?.message).toContain("There is no step 99: the execution has 11 steps.");
  });
});

test.concurrent("a seed that was drawn is told when the program holds", async () => {
  const project = installation.project({
    "holds.test.ts": countingFile('test("holds", async () => { await expect(safe).toHold({ executions: 20 }); });'),
  });
  const { code, output } = await project.run({ env: { HEDDLE_SEED: "random" } });
  expect(output).toMatch(/^heddle: seed \w{8}$/m);
  expect(code).toBe(0);
});

test.concurrent("an exploration has four fifths of the time that its test has left", async () => {
  const project = installation.project({
    "late.test.ts": countingFile(`test("late", { timeout: 15_000 }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      await expect(safe).toHold({ executions: 10_000_000 });
    });`),
  });
  const { tests } = await project.run();
  expect(tests.get("late")).toMatchObject({ message: "", status: "passed" });
});
