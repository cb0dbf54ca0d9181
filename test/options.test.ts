// docs/options.md against the options of every surface: their names, by the one rule, and their defaults.

import type { Command } from "commander";
import { describe, expect, test } from "vitest";

import { replay, shrink } from "../src/index.ts";
import { createCommand } from "../src/cli/command.ts";
import { OPTION_NAMES, planOf } from "../src/explore/index.ts";
import { REPLAY_OPTIONS } from "../src/explore/failures/replay.ts";
import { SHRINK_OPTIONS } from "../src/explore/failures/shrink.ts";
import { SCHEDULE_OPTIONS } from "../src/fast-check/schedule-arbitrary.ts";
import { overridesFrom, replayVariablesFrom } from "../src/vitest/environment.ts";
import { exploreFor, TEST_OPTIONS } from "../src/vitest/exploration.ts";
import { PROJECT_OPTIONS } from "../src/vitest/project-options.ts";
import type { TestProgram } from "../src/vitest/test-program.ts";
import { read } from "./documents.ts";

const TOKEN = "h2:lastSeat:plan:AgE0MA:0:pc7ps:0saHRZmV:qIsS";

/** The cells of a row, by the name of their column and without backticks. */
type Row = Readonly<Record<string, string>>;

const [explorations = [], replays = []] = [...read("docs/options.md").matchAll(/^\| option .*\n(?:\|.*\n)+/gm)].map(
  ([table]) => rowsOf(table),
);

function rowsOf(table: string): readonly Row[] {
  const [head = [], , ...rows] = table
    .trim()
    .split("\n")
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll("`", "")),
    );
  return rows.map((cells) => Object.fromEntries(cells.map((cell, index) => [head[index] ?? "", cell])));
}

/** The options that a column has, sorted. */
function optionsIn(rows: readonly Row[], column: string): readonly string[] {
  return rows
    .filter((row) => row[column] !== "–")
    .map((row) => row["option"] ?? "")
    .toSorted();
}

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const snake = (name: string): string => kebab(name).replaceAll("-", "_").toUpperCase();
const camel = (flag: string): string =>
  flag.replace("--", "").replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The names of the options of a command, as code would write them. */
function optionsOf(name: string): readonly string[] {
  const command: Command | undefined = createCommand({ code: 0 }).commands.find((each) => each.name() === name);
  const flags = command?.options.map(({ long }) => long ?? "").filter((long) => !long.startsWith("--no-")) ?? [];
  return flags.map((flag) => camel(flag)).toSorted();
}

/** The variables that a function reads, sorted. */
function variablesOf(
  reader: (environment: Readonly<Record<string, string>>) => unknown,
  given: Readonly<Record<string, string>>,
): readonly string[] {
  const names = new Set<string>();
  reader(new Proxy(given, { get: (target, name: string) => (names.add(name), target[name]) }));
  return [...names].toSorted();
}

describe("explorations", () => {
  test("have the options of the table in code, in tests, in projects and for schedules", () => {
    expect(optionsIn(explorations, "code")).toEqual(OPTION_NAMES.toSorted());
    expect(optionsIn(explorations, "test")).toEqual(TEST_OPTIONS.toSorted());
    expect(optionsIn(explorations, "project")).toEqual(PROJECT_OPTIONS.toSorted());
    expect(optionsIn(explorations, "schedule")).toEqual(SCHEDULE_OPTIONS.toSorted());
  });

  test("are refused in tests where vitest determines them", () => {
    const options: object = { signal: new AbortController().signal };
    const explore = (): unknown => exploreFor({} as TestProgram, async () => {}, options);
    expect(explore).toThrow(/^Unknown option "signal" of a test\. The options are strategy, /);
  });

  test("have those of the table as options of a scenario", () => {
    const type =
      /readonly options: Pick<\s*ExploreOptions,\s*([^>]*?)\s*>;/.exec(read("src/explore/setup/scenario.ts"))?.[1] ??
      "";
    expect(optionsIn(explorations, "scenario")).toEqual(type.replaceAll('"', "").split(" | ").toSorted());
  });

  test("have those of the table on the command line", () => {
    const only = (word: string): readonly Row[] => explorations.filter(({ command = "" }) => !command.includes(word));
    expect(optionsIn(only(", verify"), "command")).toEqual(optionsOf("explore"));
    expect(optionsIn(only(", not verify"), "command")).toEqual(optionsOf("verify"));
  });

  test("have those of the table in the environment", () => {
    const variables = explorations.map(({ environment = "" }) => environment).filter((cell) => cell !== "–");
    expect(variables.toSorted()).toEqual(variablesOf(overridesFrom, {}));
  });

  test("have the defaults of the table", () => {
    const plan = planOf(() => undefined, {});
    const { executions, seed, settings, stopAfter, strategyName, workers, reruns } = plan;
    const counted = (count: number): string => count.toLocaleString("en-US");
    const defaults = Object.fromEntries(explorations.map((row) => [row["option"], row["default"]]));
    expect(defaults).toMatchObject({
      strategy: strategyName,
      seed: seed.text,
      executions: counted(executions),
      timeLimitMs: Number.isFinite(plan.timeLimitMs) ? counted(plan.timeLimitMs) : "none",
      maxSteps: counted(settings.maxSteps),
      stopAfter: counted(stopAfter),
      signals: settings.signals,
      time: settings.time,
      faults: Object.values(settings.faults).some((budget) => budget > 0) ? "some" : "none",
      checks: plan.checks.length === 0 ? "none" : "some",
      shrink: counted(reruns),
      corpus: plan.corpus ?? "none",
      workers: counted(workers),
      module: plan.module ?? "none",
      onProgress: plan.onProgress === undefined ? "none" : "some",
      signal: plan.signal === undefined ? "none" : "some",
    });
  });
});

describe("replays", () => {
  test("have the options of the table in code", () => {
    expect(optionsIn(replays, "replay")).toEqual(REPLAY_OPTIONS.toSorted());
    expect(optionsIn(replays, "shrink")).toEqual(SHRINK_OPTIONS.toSorted());
  });

  test("refuse the options of an exploration", async () => {
    const program = async (): Promise<void> => {};
    const options: object = { shrink: 100 };
    const message = /^Unknown option "shrink" of (?:replay|shrink)\(\)\. The options are name, checks, /;
    await expect(replay(program, TOKEN, options)).rejects.toThrow(message);
    await expect(shrink(program, TOKEN, options)).rejects.toThrow(message);
  });

  test("have those of the table on the command line and in the environment", () => {
    expect(optionsIn(replays, "command")).toEqual(optionsOf("replay"));
    const variables = replays.map(({ environment = "" }) => environment).filter((cell) => cell !== "–");
    expect([...variables, "HEDDLE_REPLAY"].toSorted()).toEqual(
      variablesOf(replayVariablesFrom, { HEDDLE_REPLAY: TOKEN }),
    );
  });
});

test.each([...explorations, ...replays].map((row) => [row["option"] ?? "", row] as const))(
  "%s has one name",
  (option, { command = "–", environment = "–" }) => {
    const flags = command.replace(/, (?:not )?verify$/, "").split(", ");
    expect(["–", `--${kebab(option)}`]).toContain(flags[0]);
    expect(["–", `HEDDLE_${snake(option)}`]).toContain(environment);
  },
);
