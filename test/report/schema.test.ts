// The JSON output conforms to docs/report.schema.json.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";

import { explore, ReplayDivergence } from "heddle";
import type { Report, Scenario } from "heddle";

import { exploreOn, replayOn } from "../../src/explore/index.ts";
import { createNodeHost } from "../../src/host/index.ts";
import { counterexampleJson, explorationJson, replayJson } from "../../src/report/index.ts";
import { lostUpdate as lostUpdateScenario, lostUpdateFixed } from "../../scenarios/basics/lost-update.ts";
import { deadlock, lateCleanup, lostUpdate } from "./examples.ts";

const schema = JSON.parse(
  readFileSync(fileURLToPath(new URL("../../docs/report.schema.json", import.meta.url)), "utf8"),
) as object;

/** The schema allows unknown properties to readers; in this test each must be described. */
const validator = new Ajv2020({ allErrors: true, allowUnionTypes: true }).addSchema(closed(schema) as object);

function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== "object" || part === null) return part;
  const copy = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, closed(value)]));
  return copy["type"] === "object" ? { ...copy, additionalProperties: false } : copy;
}

/** The schema violations of a value after a JSON round trip. */
function faults(value: unknown, part = ""): readonly string[] {
  validator.validate(`urn:heddle:report:2${part}`, JSON.parse(JSON.stringify(value)));
  return (validator.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath, message, JSON.stringify(params)].join(" "),
  );
}

const context = { heddle: "1.2.3", interrupted: false, command: "npx heddle" };

function run(scenario: Scenario, report: Report): Parameters<typeof explorationJson>[0][number] {
  return { scenario, file: "race.ts", result: { kind: "explored", report } };
}

test("an exploration is what the schema says, with findings and without", async () => {
  const failing = await explore(lostUpdateScenario.program, { executions: 200 });
  const passing = await explore(lostUpdateFixed.program, { strategy: "dpor" });
  const broken = { scenario: lostUpdateScenario, file: undefined, result: { kind: "failed", error: "text" } } as const;
  const rows = [run(lostUpdateScenario, failing), run(lostUpdateFixed, passing), broken];

  expect(failing.counterexamples).toHaveLength(1);
  expect(faults(explorationJson(rows, context))).toEqual([]);
});

test("shrunk counterexamples are what the schema says", async () => {
  for (const found of [await lostUpdate(), await lateCleanup(), await deadlock()]) {
    expect(faults(counterexampleJson(found), "#/$defs/counterexample")).toEqual([]);
    const json = counterexampleJson(found, (token) => `npx heddle replay ${token}`);
    expect(faults(json, "#/$defs/counterexample")).toEqual([]);
    expect(json.replay).toBe(`npx heddle replay ${found.token}`);
  }
});

test("a replay is what the schema says, with an execution or a problem", async () => {
  const { program } = lostUpdateScenario;
  const host = createNodeHost({ console: "failing" });
  const printing = (): unknown => {
    process.stdout.write("begun\n");
    return program();
  };
  const report = await exploreOn(host, printing, { executions: 200, name: "race" });
  const [found] = report.counterexamples;
  const token = found?.token ?? "";
  const replayed = await replayOn(host, printing, token, { name: "race" });
  const about = { heddle: "1.2.3", scenario: "race", file: null, token };
  const divergence = { step: 2, expected: "one", actual: "two" };
  const problem = new ReplayDivergence("differs", { code: "step-differs", divergence });

  expect(found?.output?.parts).toEqual([{ stream: "stdout", text: "begun\n" }]);
  expect(faults(explorationJson([run(lostUpdateScenario, report)], context))).toEqual([]);
  expect(replayJson({ execution: replayed }, about)).toMatchObject({
    isSame: true,
    execution: { outcome: "violated" },
  });
  expect(faults(replayJson({ execution: replayed }, about), "#/$defs/replay")).toEqual([]);
  expect(replayJson({ problem }, about)).toMatchObject({ isSame: false, divergence, execution: null });
  expect(faults(replayJson({ problem }, about), "#/$defs/replay")).toEqual([]);
});

test("executions that ran out of steps are what the schema says", async () => {
  const { program } = lostUpdateScenario;
  const report = await explore(program, { maxSteps: 5, executions: 100 });

  expect(report.unfinished.length).toBeGreaterThan(0);
  expect(faults(explorationJson([run(lostUpdateScenario, report)], context))).toEqual([]);
});

test("a document that lacks what the schema asks for is refused", () => {
  const { heddle: _, ...rest } = explorationJson([], context);

  expect(faults(rest)).toEqual([` must have required property 'heddle' {"missingProperty":"heddle"}`]);
});

test("what is undefined is null, so that a reader can tell it from what it does not know", async () => {
  const found = await lostUpdate();
  assert(found.explanation !== undefined);
  const withoutDepth = { ...found, explanation: { ...found.explanation, depth: undefined } };

  expect(counterexampleJson(withoutDepth)).toMatchObject({
    replay: null,
    explanation: { depth: null, criticalPairs: [{}, {}] },
  });
  expect(counterexampleJson({ ...found, explanation: undefined }).explanation).toBeNull();
});
