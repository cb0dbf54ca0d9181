// Environment variables for one run of vitest: seeds, executions, time, a replay; and the configuration of a project.

import type { ExplorationMeta } from "heddle/vitest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { countingFile } from "./counting.ts";
import { install } from "./run-vitest.ts";
import type { Installation, Project, RunOptions, RunResult } from "./run-vitest.ts";

let installation: Installation;

beforeAll(() => {
  installation = install();
});
afterAll(() => {
  installation.remove();
});

const TESTS = countingFile(`
test.explore("a (b) > c's", { executions: 50, corpus: false }, racy);
test.explore("holds", { executions: 50 }, safe);
test.explore("says nothing", safe);
test("plain", () => {});
`);

/** A run of a project with these tests. */
async function runOf(options: RunOptions, config?: string): Promise<RunResult> {
  const files = { "race.test.ts": TESTS, ...(config === undefined ? {} : { "vitest.config.ts": config }) };
  return installation.project(files).run(options);
}

/** The data of an exploration for reporters. */
function numbersOf(tests: RunResult["tests"], name: string): Partial<ExplorationMeta> {
  return tests.get(name)?.meta["heddle"] ?? {};
}

const RACE = "a (b) > c's";

describe("HEDDLE_REPLAY", () => {
  let project: Project;
  let command: readonly [string, string, string];
  beforeAll(async () => {
    project = installation.project({ "race.test.ts": TESTS });
    const { output } = await project.run();
    const match = /^replay: HEDDLE_REPLAY=(\S+) npx vitest run (\S+) -t '(.*)'$/m.exec(output);
    command = [match?.[1] ?? "", match?.[2] ?? "", (match?.[3] ?? "").replaceAll(String.raw`'\''`, "'")];
  });

  test("with the printed command replays that execution and runs nothing else", async () => {
    const [token, file, name] = command;
    const { code, output, tests } = await project.run({
      args: ["run", file, "-t", name],
      env: { HEDDLE_REPLAY: token },
    });
    expect(code).toBe(1);
    expect(output).toMatch(/^AssertionError: the counter: expected 1 to be 2[^]*^- 2\n\+ 1$/m);
    expect(output).toMatch(/^Caused by: Interleaving: ?\nReplayed: the same failure after the same \d+ steps/m);
    expect(tests.get(RACE)?.status).toBe("failed");
    expect(tests.get("plain")?.status).toBe("skipped");
    // No test is added.
    expect([...tests.keys()]).toEqual([RACE, "holds", "says nothing", "plain"]);
  });

  test("skips the explorations of other programs", async () => {
    const { output, tests } = await project.run({ env: { HEDDLE_REPLAY: command[0] } });
    expect(tests.get("holds")?.status).toBe("skipped");
    expect(tests.get("plain")?.status).toBe("passed");
    expect(output).toContain(`HEDDLE_REPLAY is for "${RACE}"`);
  });

  test("of a program that has changed says so", async () => {
    const changed = installation.project({
      "race.test.ts": TESTS.replace("corpus: false }, racy", "corpus: false }, safe"),
    });
    const { code, tests } = await changed.run({ env: { HEDDLE_REPLAY: command[0] } });
    expect(code).toBe(1);
    expect(tests.get(RACE)?.message).toMatch(
      /^ReplayDivergence: The (?:schedule does not fit the program|program has changed)/,
    );
  });

  test("of a program that has changed goes on by seed with HEDDLE_CONTINUE", async () => {
    const changed = installation.project({
      "race.test.ts": TESTS.replace("corpus: false }, racy", "corpus: false }, safe"),
    });
    const { code, output } = await changed.run({ env: { HEDDLE_REPLAY: command[0], HEDDLE_CONTINUE: "1" } });
    expect(output).toMatch(/^heddle: The program has changed: step \d+ was .*, now .* It does not fail\.$/m);
    expect(code).toBe(0);
  });

  test("takes the step before which a debugger stands from HEDDLE_UNTIL", async () => {
    const { code, output } = await project.run({ env: { HEDDLE_REPLAY: command[0], HEDDLE_UNTIL: "99" } });
    expect(output).toContain("There is no step 99: the execution has 11 steps.");
    expect(code).toBe(1);
  });

  describe("of a test that was renamed", () => {
    const renamedText = TESTS.replace(JSON.stringify(RACE), '"renamed"');
    const message = `HEDDLE_REPLAY is for "${RACE}", which is no test of this file. Its tests are: "renamed", "holds", "says nothing".`;

    test("fails in each file that lacks it, and replays in the one that has it", async () => {
      const inSuites = `${renamedText.replace(/test\.explore.*/gs, "")}describe("s", () => {\n${renamedText.slice(renamedText.indexOf("test.explore"))}\n});\ndescribe("plain", () => { test("later", () => {}); });`;
      const files = installation.project({
        "race.test.ts": TESTS,
        "renamed.test.ts": renamedText,
        "suites.test.ts": inSuites,
        "matcher.test.ts": countingFile('test("other", async () => { await expect(racy).toHold(); });'),
      });
      const { code, output, tests } = await files.run({ env: { HEDDLE_REPLAY: command[0] } });
      const told = output.replaceAll(/\s+/g, " ");
      expect(told).toContain(`UsageError: ${message}`);
      expect(told).toContain(`UsageError: ${message.replaceAll(/"(?=renamed|holds|says)/g, '"s > ')}`);
      expect(told).toContain(`UsageError: HEDDLE_REPLAY is for "${RACE}", which is no test of this file. Its`);
      expect(output.match(/which is no test of this file/g)).toHaveLength(3);
      expect(tests.get(RACE)?.message).toContain("the counter: expected 1 to be 2");
      expect(code).toBe(1);
    });

    test.each([
      ["under the printed command", ["race.test.ts", "-t", String.raw`a \(b\) > c's`]],
      ["under a pattern that selects another exploration", ["-t", "holds"]],
      ["under a pattern that selects no exploration", ["-t", "plain"]],
      ["under a pattern that is anchored", ["-t", "^none$"]],
    ])("fails %s", async (_where, args) => {
      const renamed = installation.project({ "race.test.ts": renamedText });
      const { code, output } = await renamed.run({ args: ["run", ...args], env: { HEDDLE_REPLAY: command[0] } });
      expect(output.replaceAll(/\s+/g, " ")).toContain(`UsageError: ${message}`);
      expect(code).toBe(1);
    });

    test("fails where its test is left out", async () => {
      const { code, output } = await project.run({ args: ["run", "-t", "holds"], env: { HEDDLE_REPLAY: command[0] } });
      expect(output).toContain(
        `HEDDLE_REPLAY is for "${RACE}", whose test did not run: -t, .only or .skip leaves it out.`,
      );
      expect(code).toBe(1);
    });
  });

  test("with a damaged token says so", async () => {
    const { code, tests } = await project.run({ env: { HEDDLE_REPLAY: command[0].slice(0, -1) } });
    expect(code).toBe(1);
    expect(tests.get("holds")?.message).toContain("UsageError: HEDDLE_REPLAY cannot be used. The token is damaged");
  });
});

describe("variables go before what tests say:", () => {
  test("HEDDLE_EXECUTIONS", async () => {
    const { tests } = await runOf({ env: { HEDDLE_EXECUTIONS: "7" } });
    expect(tests.get("holds")?.meta).toMatchObject({ heddle: { executions: 7 } });
  });

  test("HEDDLE_TIME_LIMIT_MS, for as many executions as fit, beyond the time-out of tests", async () => {
    const args = ["run", "--testTimeout=300", "-t", "holds"];
    const { tests } = await runOf({ args, env: { HEDDLE_TIME_LIMIT_MS: "500" } });
    const { elapsedMs, executions, verdict } = numbersOf(tests, "holds");
    expect(verdict).toBe("passed");
    expect(executions).toBeGreaterThan(50);
    expect(elapsedMs).toBeGreaterThanOrEqual(500);
  });

  test("HEDDLE_SEED=random, which is told", async () => {
    const { output, tests } = await runOf({ env: { HEDDLE_SEED: "random" } });
    const [, seed = ""] = /^heddle: seed (\w{8})$/m.exec(output) ?? [];
    expect(seed).not.toBe("");
    expect(output).toMatch(/^seed: \w{8}\nreplay: /m);
    expect(tests.get("holds")?.meta).toMatchObject({ heddle: { drawnSeed: expect.stringMatching(/^\w{8}$/) } });
  });

  test("without any the seed is fixed: two runs are the same", async () => {
    const env = { HEDDLE_EXECUTIONS: "40" };
    const [one, other] = [await runOf({ env }), await runOf({ env })];
    expect(numbersOf(one.tests, RACE).tokens).toEqual(numbersOf(other.tests, RACE).tokens);
  });

  test.each([
    [{ HEDDLE_EXECUTIONS: "many" }, 'HEDDLE_EXECUTIONS must be a whole number of at least 1, but it is "many"'],
    [{ HEDDLE_TIME_LIMIT_MS: "-1" }, 'HEDDLE_TIME_LIMIT_MS must be a whole number of at least 1, but it is "-1"'],
  ])("%j is refused", async (env, message) => {
    const { code, tests } = await runOf({ env });
    expect(code).toBe(1);
    expect(tests.get("holds")?.message).toContain(`UsageError: ${message}`);
    expect(tests.get("plain")?.status).toBe("passed");
  });
});

const configOf = (heddle: string): string => `export default { test: { provide: { heddle: ${heddle} } } };`;

describe("the project's options", () => {
  test("hold where a test says nothing", async () => {
    const { tests } = await runOf({}, configOf('{ strategy: "random", executions: 9, stopAfter: 3, seed: "nine" }'));
    expect(tests.get("says nothing")?.meta).toMatchObject({ heddle: { executions: 9 } });
    expect(tests.get("holds")?.meta).toMatchObject({ heddle: { executions: 50 } });
    expect(tests.get(RACE)?.meta).toMatchObject({
      heddle: { executions: 50, tokens: [expect.stringMatching(/:random:nine:|:plan:/)] },
    });
  });

  test.each([
    ["{ execution: 9 }", 'Unknown option "execution" of test.provide.heddle in the vitest config'],
    ['"fast"', "test.provide.heddle in the vitest config must be an object"],
    ['{ maxSteps: "many" }', "maxSteps of an exploration must be a whole number"],
  ])("%s are refused", async (heddle, message) => {
    const { code, tests } = await runOf({}, configOf(heddle));
    expect(code).toBe(1);
    expect(tests.get("holds")?.message).toContain(message);
  });
});
