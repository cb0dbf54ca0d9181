// Races of real packages, unmodified: found in the affected version by every seed, with default settings; none in the version
// that fixed it. HEDDLE_NIGHTLY takes more seeds and executions.

import { basename } from "node:path";

import getPort from "get-port-5.1.0";

import { explore, UncontrolledNondeterminism, verify } from "heddle";
import { describe, expect, test } from "vitest";

import { listening } from "./races/network.ts";
import { RACES } from "./races/races.ts";

const isNightly = process.env["HEDDLE_NIGHTLY"] !== undefined;
const SEEDS = Array.from({ length: isNightly ? 20 : 3 }, (_, index) => String(index + 1));
const CLEAN = isNightly ? 20_000 : 100;

describe.each(RACES)("$name", (race) => {
  const { broken, classes, failure, first: executions, fixed, lines, name, options, sentence } = race;

  test(`${broken.version} fails, and the report says where`, async () => {
    const indexes: number[] = [];
    for (const seed of SEEDS) {
      const { counterexamples } = await explore(broken.program, { ...options, executions: 2_000, seed, shrink: false });
      expect(String(counterexamples[0]?.error)).toMatch(failure);
      indexes.push(counterexamples[0]?.index ?? -1);
    }
    expect(indexes.slice(0, 3)).toEqual(executions);

    const [found] = (await explore(broken.program, { ...options, executions: 2_000, seed: "1" })).counterexamples;
    // Temporary files are named by the process.
    expect(found?.explanation?.sentence.replace(/\.\d{6,}/g, ".N")).toBe(sentence);
    const places = (found?.explanation?.criticalPairs ?? []).flatMap(({ first, second }) => [first, second]);
    expect(places.length).toBeGreaterThan(0);
    const files = [...places, ...(found?.trace ?? [])].flatMap(({ source }) => (source === undefined ? [] : [source]));
    expect(files.filter(({ file }) => /races\/\w+\.ts$|scenarios\/npm/.test(file)).length).toBeGreaterThan(0);
    const own = (found?.trace ?? [])
      .flatMap(({ source }) => (source === undefined ? [] : [source]))
      .filter(({ file }) => file.includes(`/${name}-${broken.version}/`));
    expect([...new Set(own.map(({ file, line }) => `${basename(file)}:${line}`))]).toEqual(lines);
  });

  test(`${fixed.version} passes`, async () => {
    const report = await explore(fixed.program, { ...options, executions: CLEAN });
    expect(report).toMatchObject({ verdict: "passed", executions: CLEAN });
  });

  test.runIf(classes !== undefined)(`${fixed.version} passes in each schedule`, async () => {
    // What packages share is plain state, which a reduction does not see without instrumentation.
    const proof = await verify(fixed.program, { ...options, strategy: "dfs" });
    expect(proof).toMatchObject({ verdict: "passed", classes });
  });
});

test("a package that keeps state in a module is told, and cured by a fresh instance", async () => {
  const program = listening(() => getPort);
  const { brokenOff, verdict } = await explore(program, { time: "lazy", executions: 20, maxSteps: 500 });

  expect(verdict).toBe("undecided");
  expect(brokenOff).toBeInstanceOf(UncontrolledNondeterminism);
  expect(brokenOff).toMatchObject({ code: "leaks-between-executions" });
  // The same with `fresh` is the fixed version above.
});
