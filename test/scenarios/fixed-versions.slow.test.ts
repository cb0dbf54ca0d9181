// The fixed versions hold and leave no actor alive.

import { explore } from "heddle";
import { describe, expect, test } from "vitest";

import { scenarios } from "../../scenarios/index.ts";
import { EXECUTIONS, TIMEOUT } from "./executions.ts";

const fixed = scenarios.filter(({ expected }) => expected === "passed");

describe.each(["random", "pct"] as const)(`${EXECUTIONS} executions of %s`, (strategy) => {
  test.each(fixed)(
    "do not break $name",
    async ({ name, options, program }) => {
      const report = await explore(program, { ...options, name, strategy, executions: EXECUTIONS });

      expect(report.counterexamples.map(({ error, token }) => [token, error])).toEqual([]);
      expect(report).toMatchObject({ verdict: "passed", executions: EXECUTIONS, leaks: [] });
    },
    TIMEOUT,
  );
});
