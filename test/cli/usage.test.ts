// Usage errors, help and version.

import { afterAll, describe, expect, test } from "vitest";

import { STRATEGY_NAMES } from "../../src/strategy/index.ts";
import { heddle, startResident } from "./run-heddle.ts";

const resident = startResident();
afterAll(() => {
  resident.end();
});

const FAULTS =
  "The faults are kill, crash, restart, partition, cut, oneWay, refuse, drop, skew, stall, error, lostAnswer, hang, twice, late.";

describe("wrong usage is refused with exit code 2:", () => {
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ["an unknown command", ["explor"], "unknown command 'explor'\n(Did you mean explore?)"],
    ["an unknown option", ["explore", "--stratgy", "pct"], "unknown option '--stratgy'\n(Did you mean --strategy?)"],
    ["replay without a token", ["replay"], "missing required argument 'token'"],
    [
      "an unknown strategy",
      ["explore", "lost-update.ts", "--strategy", "dice"],
      `Unknown strategy "dice". Known strategies: ${STRATEGY_NAMES.join(", ")}. Numbers in a name must be positive, and depths and delays at most 10000: pct-5 is pct with depth 5.`,
    ],
    ...["-1", "0", "1.5", "many", ""].map(
      (count) =>
        [
          `"${count}" executions`,
          ["explore", "lost-update.ts", `--executions=${count}`],
          `--executions must be a whole number of at least 1, but it is "${count}".`,
        ] as const,
    ),
    [
      "a fractional count of steps",
      ["explore", "--max-steps", "1.5"],
      '--max-steps must be a whole number of at least 1, but it is "1.5".',
    ],
    ...["0", "-1", "1.5"].map(
      (count) =>
        [
          `"${count}" workers`,
          ["explore", "lost-update.ts", `--workers=${count}`],
          `--workers must be a whole number of at least 1, but it is "${count}".`,
        ] as const,
    ),
    [
      "no time",
      ["explore", "--time-limit-ms", "0"],
      '--time-limit-ms must be a whole number of at least 1, but it is "0".',
    ],
    [
      "an unknown way of signals",
      ["explore", "--signals", "slow"],
      '--signals must be pairwise or instant, but it is "slow".',
    ],
    ["an unknown fault", ["explore", "--faults", "flood=1"], `--faults: unknown fault "flood". ${FAULTS}`],
    [
      "faults without budgets",
      ["explore", "--faults", "kill,drop=1"],
      `--faults must list each fault once with its budget, like kill=1,drop=2, but it is "kill,drop=1". ${FAULTS}`,
    ],
    [
      "a fault twice",
      ["verify", "--faults", "kill=1,kill=2"],
      `--faults must list each fault once with its budget, like kill=1,drop=2, but it is "kill=1,kill=2". ${FAULTS}`,
    ],
    ["an unknown time mode", ["explore", "--time", "wall"], '--time must be competing or lazy, but it is "wall".'],
  ];

  test.each(cases)("%s", async (_case, args, message) => {
    const { code, stderr, stdout } = await resident.run(args);

    expect(stderr).toBe(`heddle: ${message}\n`);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  test("no command", async () => {
    const { code, stderr } = await heddle([]);

    expect(stderr).toMatch(/^Usage: heddle /);
    expect(code).toBe(2);
  });
});

test("--help shows the commands and examples", async () => {
  const { code, stdout } = await resident.run(["--help"]);

  expect(stdout).toMatch(/^Usage: heddle \[options\] \[command\]/);
  expect(stdout).toContain("heddle explore ./race.ts --strategy pct-3");
  expect(code).toBe(0);
});

test("--version prints the version alone", async () => {
  const { code, stdout } = await resident.run(["--version"]);

  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(code).toBe(0);
});
