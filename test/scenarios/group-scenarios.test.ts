// The windows of Group v0.2.0: each broken program is found, by the rule that it is there to break and by no other, and its token
// replays it; each fixed twin holds.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { explore, replay } from "heddle";
import { describe, expect, test } from "vitest";

import { groupScenarios } from "../../scenarios/group.ts";

/** Executions of each strategy for a fixed twin. */
const EXECUTIONS = process.env["HEDDLE_NIGHTLY"] === undefined ? 250 : 20_000;

const TIMEOUT = 30_000 + EXECUTIONS * 20;

/** The rule that a scenario breaks, and in which execution the portfolio finds it, with the default seed. */
interface Finding {
  readonly rule: RegExp;
  readonly index: number;
}

const FINDINGS: Readonly<Record<string, Finding>> = {
};

const broken = groupScenarios
  .filter(({ expected }) => expected === "violated")
  .map((scenario) => {
    const finding = FINDINGS[scenario.name];
    if (finding === undefined) throw new Error(`${scenario.name} is missing in FINDINGS`);
    return { ...scenario, finding };
  });
const fixed = groupScenarios.filter(({ expected }) => expected === "passed");

test.each(broken)("the portfolio finds $name in a known execution, and its token replays it", async (scenario) => {
  const { finding, name, options, program } = scenario;
  const report = await explore(program, { ...options, name, executions: 2_000, shrink: false });
  const [found] = report.counterexamples;
  assert(found !== undefined);

  const again = await replay(program, found.token, { name });

  expect(found.index).toBe(finding.index);
  expect(again.signature).toBe(found.signature);
  expect(again.trace).toEqual(found.trace);
});

test.each(broken)("nothing is found in $name but the named window", async ({ finding, name, options, program }) => {
  const report = await explore(program, {
    ...options,
    name,
    strategy: "pct",
    executions: 60,
    stopAfter: 60,
    shrink: false,
  });

  expect(report).toMatchObject({ executions: 60, undecided: 0 });
  const messages = report.counterexamples.map(({ error }) => (error instanceof Error ? error.message : String(error)));
  for (const message of messages) expect(message).toMatch(finding.rule);
});

describe.each(["random", "pct"])(`${EXECUTIONS} executions of %s`, (strategy) => {
  test.each(fixed)(
    "do not break $name",
    async ({ name, options, program }) => {
      const report = await explore(program, { ...options, name, strategy, executions: EXECUTIONS, shrink: false });

      expect(report.counterexamples.map(({ error, token }) => [token, error])).toEqual([]);
      expect(report).toMatchObject({ verdict: "passed", executions: EXECUTIONS, leaks: [] });
    },
    TIMEOUT,
  );
});

const folder = fileURLToPath(new URL("../../scenarios/", import.meta.url));
const files = readdirSync(folder)
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(`${folder}${file}`, "utf8"));

test.each(broken)("$name says how small it gets", { timeout: 120_000 }, async ({ name, options, program }) => {
  const text = files.find((file) => file.includes(`name: "${name}"`)) ?? "";
  const [, deviations, switches] =
    /It takes (\d+) deviations? from the default schedule and (\d+) context switch/.exec(text) ?? [];
  assert(deviations !== undefined && switches !== undefined, `${name} does not say how small it gets`);
  if (process.env["HEDDLE_NIGHTLY"] === undefined) return;

  const [found] = (await explore(program, { ...options, name, executions: 2_000 })).counterexamples;

  expect(found?.shrunk?.deviations.length).toBe(Number(deviations));
  expect(found?.shrunk?.switches).toBe(Number(switches));
});
