// `heddle verify`: proofs, counterexamples, and the remaining work at the end of the budget.

import { afterAll, expect, test } from "vitest";

import { startResident, withoutMachineDetails } from "./run-heddle.ts";

const resident = startResident();
afterAll(() => {
  resident.end();
});

test("verify runs every class: the broken scenario fails, the fixed one is proved", async () => {
  const { code, stdout } = await resident.run(["verify", "lost-update.ts"]);

  const lines = withoutMachineDetails(stdout).split("\n");
  expect(lines[1]).toMatch(/^broken-update {2}violated {2}yes/);
  expect(lines[2]).toMatch(/^fixed-update {3}passed {4}yes .* 0 ± 0 %/);
  expect(stdout).toContain("replay h2:broken-update:plan:");
  expect(code).toBe(0);
});

test("its JSON says that all was run, with as many executions as classes", async () => {
  const { stdout } = await resident.run(["verify", "lost-update.ts", "--reporter", "json"]);

  const { runs } = JSON.parse(stdout) as { runs: { scenario: string; report: Record<string, unknown> }[] };
  const fixed = runs.find(({ scenario }) => scenario === "fixed-update")?.report;
  expect(fixed).toMatchObject({ exhausted: true, redundant: 0, newClassProbability: 0, failureRateBound: 0 });
  expect(fixed?.["executions"]).toBe(fixed?.["classes"]);
});

test("a bound asks for a depth-first search, which proves nothing beyond it", async () => {
  const { stdout } = await resident.run(["verify", "lost-update.ts", "--preemption-bound", "0", "--reporter", "json"]);

  const { runs } = JSON.parse(stdout) as { runs: { scenario: string; report: Record<string, unknown> }[] };
  const fixed = runs.find(({ scenario }) => scenario === "fixed-update")?.report;
  expect(fixed).toMatchObject({ exhausted: false });
});

test.each([
  [["--time-limit-ms", "0"], '--time-limit-ms must be a whole number of at least 1, but it is "0".'],
  [["--preemption-bound", "-1"], '--preemption-bound must be a whole number of at least 0, but it is "-1".'],
  [["--strategy", "dpor", "--delay-bound", "1"], "--delay-bound requires --strategy dfs, but it is dpor."],
  [["--strategy", "random"], '--strategy must be dpor or dfs, but it is "random".'],
  [["--workers", "0"], '--workers must be a whole number of at least 1, but it is "0".'],
])("verify refuses %j", async (options, message) => {
  const { code, stderr } = await resident.run(["verify", "lost-update.ts", ...options]);

  expect(stderr).toContain(message);
  expect(code).toBe(2);
});
