// Tokens reproduce: replays of each broken scenario give the same trace and the same failure, and another
// process finds the very same executions.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { explore, replay } from "heddle";
import { expect, test } from "vitest";

import { scenarios } from "../../scenarios/index.ts";

const broken = scenarios.filter(({ expected }) => expected === "violated");

/**
 * Fewer in the daytime run: a deadlock on a promise waits 25 ms of real time in each replay for an external resolution.
 */
const REPLAYS = process.env["HEDDLE_NIGHTLY"] === undefined ? 5 : 100;

test.each(broken.map((scenario) => [scenario.name, scenario] as const))(
  `%s replays ${REPLAYS} times to one trace and one failure`,
  { timeout: 600_000 },
  async (name, { options, program }) => {
    const [found] = (await explore(program, { ...options, name, shrink: false })).counterexamples;
    assert(found !== undefined);
    for (let time = 0; time < REPLAYS; time += 1) {
      const again = await replay(program, found.token, { name });
      assert.deepEqual(again.trace, found.trace);
      assert.equal(again.signature, found.signature);
    }
  },
);

test("another process finds the same executions with the same traces", { timeout: 600_000 }, async () => {
  const command = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const names = broken.map(({ name }) => name);
  const { stdout } = await promisify(execFile)(process.execPath, [command, "explore", "--reporter", "json", ...names], {
    cwd: root,
    maxBuffer: 0x400_0000,
  });
  const elsewhere = (
    JSON.parse(stdout) as { runs: { scenario: string; counterexamples: { original: { token: string } }[] }[] }
  ).runs;
  const here = await Promise.all(
    broken.map(async ({ name, options, program }) => {
      const { counterexamples } = await explore(program, { ...options, name, shrink: false });
      return [name, counterexamples.map(({ token }) => token)];
    }),
  );
  // A token carries a fingerprint of the trace, so equal tokens are equal traces.
  expect(elsewhere.map((run) => [run.scenario, run.counterexamples.map(({ original }) => original.token)])).toEqual(
    here,
  );
});
