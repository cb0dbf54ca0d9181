// A scenario in place of a program, in real vitest runs: its options, its name, and tokens that the command shares.

import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { heddle, tokensIn } from "../cli/run-heddle.ts";
import { install } from "./run-vitest.ts";
import type { Installation, Project, RunResult } from "./run-vitest.ts";

const SCENARIOS = `
import { join, receive, scenario, sleep, spawn } from "heddle";
import { noLeaks } from "heddle/check";
import { cell } from "heddle/memory";

export const lost = scenario({
  name: "lost-update",
  expected: "violated",
  program: async () => {
    const counter = cell(0, "counter");
    const increment = async () => counter.write((await counter.read()) + 1);
    for (const pid of [await spawn("one", increment), await spawn("two", increment)]) await join(pid);
    if ((await counter.read()) !== 2) throw new Error("an update was lost");
  },
});
export const stray = scenario({ ...lost, name: "stray" });
export const killed = scenario({
  name: "killed",
  expected: "violated",
  options: { faults: { kill: 1 } },
  program: async () => {
    const worker = await spawn("worker", () => sleep(1));
    if ((await join(worker)) === "killed") throw new Error("the worker was killed");
  },
});
export const leaking = scenario({
  name: "leaking",
  expected: "violated",
  options: { checks: [noLeaks()] },
  program: async () => {
    await spawn("waiter", () => receive({ kind: "never" }));
    await spawn("other", () => sleep(1));
  },
});
export const patient = scenario({
  name: "patient",
  options: { time: "lazy", maxSteps: 500 },
  program: async () => {
    const done = cell(false, "done");
    await spawn("worker", async () => done.write(true));
    await spawn("reader", async () => done.read());
    await sleep(10);
    if (!(await done.read())) throw new Error("too early");
  },
});
`;

const TESTS = `
import { heddleMatchers, test } from "heddle/vitest";
import { describe, expect } from "vitest";
import { killed, leaking, lost, patient, stray } from "./race.ts";

expect.extend(heddleMatchers);

describe("a race", () => {
  test.explore("loses an update", lost);
});
test.explore("is killed", { timeout: 20_000 }, killed);
test.explore("leaks", leaking);
test.explore("is patient", patient);
test.explore("lost-update", { executions: 20 }, lost.program);
test("matched", async () => {
  await expect(patient.program).not.toHold({ executions: 200 });
  await expect(patient).toHold({ executions: 200 });
  await expect(killed).not.toHold();
  await expect(patient).not.toHold({ time: "competing", executions: 200 });
});
test("a stray race", async () => {
  await expect(patient).toHold({ executions: 20 });
  await expect(stray).toHold();
});
`;

let installation: Installation;
let project: Project;
let run: RunResult;
let tokens: ReadonlyMap<string, string>;

beforeAll(async () => {
  installation = install();
  project = installation.project({ "race.ts": SCENARIOS, "race.test.ts": TESTS });
  run = await project.run();
  const { stdout } = await heddle(["explore", "race.ts"], { cwd: project.folder });
  tokens = new Map(tokensIn(stdout).map((token) => [token.split(":")[1] ?? "", token]));
});
afterAll(() => {
  installation.remove();
});

function tokensOf(name: string): readonly string[] {
  const { heddle: meta } = (run.tests.get(name)?.meta ?? {}) as { readonly heddle?: { readonly tokens: string[] } };
  return meta?.tokens ?? [];
}

describe("test.explore of a scenario", () => {
  test.each([
    ["a race loses an update", "lost-update"],
    ["is killed", "killed"],
    ["leaks", "leaking"],
  ])("%s, with the scenario's options, and the token of the command", (name, scenario) => {
    expect(run.tests.get(name)?.status).toBe("failed");
    expect(tokensOf(name)).toEqual([tokens.get(scenario)]);
  });

  test("holds under the options that it needs", () => {
    expect(run.tests.get("is patient")?.status).toBe("passed");
  });

  test("has its name; a test with that title has another", () => {
    expect(tokensOf("lost-update")[0]).toMatch(/^h2:lost-update%20%232:/);
  });

  test("has its corpus in the folder of its name", () => {
    expect(project.corpus().filter((file) => file.includes("race-test-ts-killed-"))).toHaveLength(1);
  });
});

test("toHold takes a scenario, and options before its own", () => {
  expect(run.tests.get("matched")?.message).toBe("");
});

describe("a token", () => {
  test("of vitest replays with the command", async () => {
    const [token = ""] = tokensOf("is killed");
    const { code, stdout } = await heddle(["replay", token, "race.ts"], { cwd: project.folder });
    expect(stdout).toContain("Replayed: the same failure after the same");
    expect(code).toBe(0);
  });

  test("of the command replays with vitest, in test.explore and in toHold", async () => {
    const env = { HEDDLE_REPLAY: tokens.get("killed") ?? "" };
    const { output, tests } = await project.run({ env });
    expect(tests.get("is killed")?.message).toContain("the worker was killed");
    expect(output).toContain("Replayed: the same failure after the same");
    expect(tests.get("a race loses an update")?.status).toBe("skipped");
    expect(tests.get("matched")?.status).toBe("skipped");
    expect(output).not.toContain("which is no test");
  });

  test("of the command replays with a matcher, whose scenario no title tells", async () => {
    const { output, tests } = await project.run({ env: { HEDDLE_REPLAY: tokens.get("stray") ?? "" } });
    expect(tests.get("a stray race")?.message).toMatch(/an update was lost[^]*Replayed: the same failure after/);
    expect(tests.get("matched")?.message).toBe("");
    expect(output).not.toContain("which is no test");
  });

  test("of a check replays with vitest", async () => {
    const env = { HEDDLE_REPLAY: tokens.get("leaking") ?? "" };
    const { tests } = await project.run({ args: ["run", join("race.test.ts"), "-t", "leaks"], env });
    expect(tests.get("leaks")?.message).toContain("waiter left alive");
  });
});

test.each([
  [
    "each",
    "test.explore.each([1, 2])('case %i', scenario)",
    "expects a name, optional options and, last, a program that",
  ],
  ["a number", "test.explore('none', 7)", "a program, an async function, or a scenario"],
])("what is no program is refused: %s", async (_what, call, message) => {
  const wrong = installation.project({
    "wrong.test.ts": `import { scenario as create } from "heddle";
      import { test } from "heddle/vitest";
      const scenario = create({ name: "s", program: async () => {} });
      ${call};`,
  });
  expect((await wrong.run()).output).toContain(message);
});
