// `--reporter`, `--console` and colors.

import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { SaxesParser } from "saxes";
import { afterAll, describe, expect, test } from "vitest";

import type { ExplorationJson } from "../../src/report/index.ts";
import { folderWith, heddle, startResident, tokensIn } from "./run-heddle.ts";

const resident = startResident();
afterAll(() => {
  resident.end();
});

const PRINTING = `
import { choose, pause, scenario } from "heddle";
console.log("loaded");
export const fails = scenario({ name: "fails", program: async () => {
  const drawn = await choose(3);
  console.log("drawn", drawn);
  console.error("to stderr");
  if (drawn === 2) throw new Error("two <of> three");
} });
export const holds = scenario({ name: "holds", program: async () => {
  console.log("holding");
  await Promise.all([pause(), pause()]);
} });
`;

const FILES = { "race.ts": PRINTING };
const EXPLORE = ["explore", "race.ts", "--executions", "50"];

describe("--reporter", () => {
  test("junit writes a file, its folder too, while text is on standard output", async () => {
    const cwd = folderWith(FILES);
    const { code, stdout } = await resident.run(
      [...EXPLORE, "--reporter", "text", "--reporter", "junit:reports/heddle.xml"],
      { cwd },
    );

    const xml = readFileSync(join(cwd, "reports/heddle.xml"), "utf8");
    new SaxesParser().write(xml).close();
    expect(xml).toContain('<testsuites name="heddle" tests="2" failures="1" errors="0" skipped="0" ');
    expect(xml).toContain(
      '<failure message="Error: two &lt;of&gt; three" type="Error">fails: Error: two &lt;of&gt; three',
    );
    expect(xml).toContain("<system-out>drawn 2\n</system-out>");
    expect(stdout).toContain("fails: Error: two <of> three");
    expect(code).toBe(1);
  });

  test("github annotates the line at which a scenario fails, relative to the workspace", async () => {
    const cwd = folderWith({ "packages/one/race.ts": PRINTING });
    const env = { GITHUB_WORKSPACE: cwd };
    const { code, stdout } = await heddle([...EXPLORE, "--reporter", "github"], {
      cwd: join(cwd, "packages/one"),
      env,
    });

    expect(stdout.split("\n").filter((line) => line !== "loaded")).toEqual([
      expect.stringMatching(
        /^::error file=packages\/one\/race\.ts,line=8,col=\d+,title=heddle%3A fails::Error: two <of> three%0A.*replay: /,
      ),
      "",
    ]);
    expect(code).toBe(1);
  });

  test("json has standard output to itself, whatever the files print", async () => {
    const { code, stderr, stdout } = await heddle([...EXPLORE, "--reporter", "json"], { cwd: folderWith(FILES) });

    const { runs } = JSON.parse(stdout) as ExplorationJson;
    expect(runs.map(({ scenario }) => scenario)).toEqual(["fails", "holds"]);
    expect(runs[0]?.counterexamples[0]?.output?.parts).toEqual([
      { stream: "stdout", text: "drawn 2\n" },
      { stream: "stderr", text: "to stderr\n" },
    ]);
    expect(stderr).toBe("loaded\n");
    expect(code).toBe(1);
  });

  test("a document in one file, another on standard output", async () => {
    const cwd = folderWith(FILES);
    const { stdout } = await heddle([...EXPLORE, "--reporter", "json:one.json", "--reporter", "junit"], { cwd });

    expect((JSON.parse(readFileSync(join(cwd, "one.json"), "utf8")) as ExplorationJson).runs).toHaveLength(2);
    expect(stdout).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/);
  });

  const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
    [
      "an unknown name",
      ["--reporter", "tap"],
      /^heddle: --reporter must be text or junit or github or json, or one with a file like junit:report\.xml, but it is "tap"\.\n$/,
    ],
    ["an empty file", ["--reporter", "junit:"], /but it is "junit:"\.\n$/],
    [
      "two documents on standard output",
      ["--reporter", "json", "--reporter", "junit"],
      /^heddle: --reporter would write json and junit to standard output\. Give one of them a file, like --reporter junit:report\.xml\.\n$/,
    ],
    [
      "a document beside text",
      ["--reporter", "text", "--reporter", "json"],
      /^heddle: --reporter would write text and json to standard output\./,
    ],
    [
      "two documents in one file",
      ["--reporter", "json:a.txt", "--reporter", "junit:./a.txt"],
      /^heddle: --reporter would write json and junit to \.\/a\.txt\./,
    ],
    ["the same twice", ["--reporter", "text", "--reporter", "text"], /would write text twice to standard output\./],
    [
      "a file that is a folder",
      ["--reporter", "junit:folder"],
      /^heddle: --reporter junit:folder cannot be written: EISDIR/,
    ],
    [
      "an unknown console mode",
      ["--console", "some"],
      /^heddle: --console must be failing or all or none, but it is "some"\.\n$/,
    ],
  ];

  test.each(refused)("refuses %s with exit code 2", async (_what, options, message) => {
    const cwd = folderWith(FILES);
    mkdirSync(join(cwd, "folder"));
    const { code, stderr, stdout } = await resident.run([...EXPLORE, ...options], { cwd });

    expect(stderr).toMatch(message);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});

describe.each([
  ["in this thread", []],
  ["in workers", ["--workers", "2"]],
])("output of programs %s", (_where, workers) => {
  const run = (...options: readonly string[]): ReturnType<typeof resident.run> =>
    resident.run([...EXPLORE, ...workers, ...options], { cwd: folderWith(FILES) });

  test("is shown under the report of the failing execution alone", async () => {
    const { stderr, stdout } = await run();

    expect(stdout).toContain("\n\nconsole output of this execution:\n  drawn 2\n  to stderr\n\n");
    expect(stdout.match(/^ *drawn \d/gm)).toHaveLength(1);
    expect(stdout).not.toMatch(/^ *holding$/m);
    expect(stderr).toBe("");
  });

  test("is shown as it comes with --console all", async () => {
    const cwd = folderWith(FILES);
    const { stderr, stdout } = await heddle([...EXPLORE, ...workers, "--console", "all"], { cwd });

    expect(stdout.match(/^holding$/gm)?.length).toBeGreaterThanOrEqual(50);
    expect(stderr.match(/^to stderr$/gm)?.length).toBeGreaterThan(1);
    expect(stdout).not.toContain("console output");
  });

  test("is dropped with --console none", async () => {
    const { stderr, stdout } = await run("--console", "none");

    expect(stdout + stderr).not.toMatch(/^ *(?:drawn \d|to stderr|holding)$/m);
  });
});

test("a replay shows the output under the failure, as it comes with --console all or --until", async () => {
  const cwd = folderWith(FILES);
  const { stdout } = await resident.run(EXPLORE, { cwd });
  const replay = ["replay", tokensIn(stdout)[0] ?? "", "race.ts"];

  const plain = await heddle(replay, { cwd });
  const all = await heddle([...replay, "--console", "all"], { cwd });
  const until = await heddle([...replay, "--until", "1"], { cwd });

  expect(plain.stdout).toMatch(
    /^loaded\nfails: Error: two <of> three\n[^]*\n\nconsole output of this execution:\n {2}drawn 2\n {2}to stderr\n\nReplayed: /,
  );
  for (const { stderr, stdout: printed } of [all, until]) {
    expect(printed).toMatch(/^loaded\ndrawn 2\nfails: /);
    expect(stderr).toMatch(/^to stderr$/m);
  }
});

test.each([
  [{ FORCE_COLOR: "1" }, true],
  [{ FORCE_COLOR: "" }, true],
  [{ FORCE_COLOR: "0" }, false],
  [{ FORCE_COLOR: "1", NO_COLOR: "1" }, true],
  [{ NO_COLOR: "1" }, false],
  [{}, false],
])("a pipe with %j is colored: %s", async (env, isColored) => {
  const { stdout } = await resident.run(["list", "lost-update.ts"], { env });

  expect(stdout.includes(`${String.fromCodePoint(27)}[1mscenario`)).toBe(isColored);
});
