// Folders and patterns of scenario files, and the tsconfig.json of each file.

import { afterAll, describe, expect, test } from "vitest";

import type { ExplorationJson } from "../../src/report/index.ts";
import { folderWith, heddle, scenarioSource, startResident, tokensIn } from "./run-heddle.ts";

const resident = startResident();
afterAll(() => {
  resident.end();
});

const HELPER = "export const helper = 1;\n";

const MONOREPO = {
  "packages/one/races/index.ts": 'export * from "./queue.ts";\n',
  "packages/one/races/queue.ts": scenarioSource("queue"),
  "packages/one/races/helper.mjs": HELPER,
  "packages/one/races/types.d.ts": "export {};\n",
  "packages/one/races/queue.test.ts": "throw new Error('a test');\n",
  "packages/one/races/README.md": "text",
  "packages/one/dist/queue.js": "throw new Error('built');\n",
  "packages/two/lock.js": scenarioSource("lock"),
  "packages/two/[id].mts": scenarioSource("id"),
  "packages/two/node_modules/three/three.js": "throw new Error('installed');\n",
};

/** The names of the listed scenarios. */
function namesIn(stdout: string): readonly string[] {
  return stdout
    .split("\n")
    .slice(1, -1)
    .map((line) => line.split(" ")[0] ?? "");
}

describe("scenario files are found through", () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ["a folder", ["packages"], ["queue", "id", "lock"]],
    ["a path with a slash at its end", ["packages/two/"], ["id", "lock"]],
    ["the current folder", ["."], ["queue", "id", "lock"]],
    ["a pattern of files", ["packages/*/{queue,lock}.*"], ["lock"]],
    ["a pattern over folders", ["**/races/**/*.ts"], ["queue"]],
    ["a pattern of folders", ["packages/*"], ["queue", "id", "lock"]],
    ["a file whose name looks like a pattern", ["packages/two/[id].mts"], ["id"]],
    ["a pattern after ! that leaves files out", ["packages", "!**/two/*.js"], ["queue", "id"]],
    ["a pattern after ! of a folder", ["packages/**", "!packages/one/**"], ["id", "lock"]],
    ["a folder and a name", ["packages", "lock"], ["lock"]],
  ];

  test.each(cases)("%s", async (_what, args, names) => {
    const { code, stdout } = await resident.run(["list", ...args], { cwd: folderWith(MONOREPO) });

    expect(namesIn(stdout)).toEqual(names);
    expect(code).toBe(0);
  });

  test.each([
    [["../one"], ["queue"]],
    [["../*/{races,dist}/**"], ["queue"]],
    [[".."], ["queue", "id", "lock"]],
    [
      ["..", "!../one/**"],
      ["id", "lock"],
    ],
    [["..", "!**/two/**"], ["queue"]],
  ])("%j from a folder beside them", async (args, names) => {
    const { stdout } = await resident.run(["list", ...args], { cwd: `${folderWith(MONOREPO)}/packages/two` });

    expect(namesIn(stdout)).toEqual(names);
  });

  test("scenarios without an index, if there is one", async () => {
    const cwd = folderWith({ "scenarios/queue.ts": scenarioSource("queue") });
    const { stdout } = await resident.run(["list"], { cwd });

    expect(namesIn(stdout)).toEqual(["queue"]);
  });

  test("an exported array", async () => {
    const source =
      'import { pause, scenario } from "heddle";\n' +
      'export const all = ["one", "two"].map((name) => scenario({ name, program: pause }));\n';
    const { stdout } = await resident.run(["list", "all.ts"], { cwd: folderWith({ "all.ts": source }) });

    expect(namesIn(stdout)).toEqual(["one", "two"]);
  });
});

test("a file without a scenario is skipped with a note", async () => {
  const { code, stderr } = await resident.run(["list", "packages"], { cwd: folderWith(MONOREPO) });

  expect(stderr).toBe("heddle: skipped 1 file that exports no scenario: packages/one/races/helper.mjs\n");
  expect(code).toBe(0);
});

test("a scenario belongs to its own file, not to an index that exports it again", async () => {
  const { stdout } = await resident.run(["explore", "packages/one", "--executions", "5", "--reporter", "json"], {
    cwd: folderWith(MONOREPO),
  });

  expect((JSON.parse(stdout) as ExplorationJson).runs[0]?.file).toBe("packages/one/races/queue.ts");
});

test("a file of a folder that cannot be loaded does not keep the others from running", async () => {
  const cwd = folderWith({ "races/one.ts": scenarioSource("one"), "races/bad.ts": "throw new Error('today');\n" });

  const explored = await resident.run(["explore", "races", "--executions", "5"], { cwd });
  const listed = await resident.run(["list", "races"], { cwd });

  expect(explored.stdout).toMatch(/^races\/bad\.ts +error +no, passed .*\none +passed +yes /m);
  expect(explored.stdout).toContain("races/bad.ts could not be explored\n  UsageError: races/bad.ts throws while it");
  expect(explored.code).toBe(2);
  expect(namesIn(listed.stdout)).toEqual(["one"]);
  expect(listed.stderr).toMatch(/^heddle: races\/bad\.ts throws while it loads:\n {2}Error: today\n/);
  expect(listed.code).toBe(2);
});

describe("refused with exit code 2:", () => {
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    [
      "a pattern that matches nothing",
      ["packages/*/none/**"],
      "No file matches packages/*/none/**. A pattern is relative to the current folder, and leaves out node_modules, " +
        "dist, tests and configurations unless it names them.",
    ],
    [
      "a folder without source files",
      ["empty"],
      "The folder empty has no files that could export scenarios: *.ts, *.mts, *.js and *.mjs, without node_modules, dist, tests and configurations.",
    ],
    [
      "a folder without a scenario",
      ["helpers"],
      "The 2 files of helpers export no scenario. Export the result of scenario().",
    ],
    [
      "a pattern without a scenario",
      ["helpers/a*.js"],
      "The file of helpers/a*.js exports no scenario. Export the result of scenario().",
    ],
    ["a file without a scenario beside a folder", ["helpers/a.js", "races"], "helpers/a.js exports no scenario."],
    [
      "a tsconfig.json that does not exist",
      ["races", "--tsconfig", "none.json"],
      "none.json cannot be used as a tsconfig.json: Cannot resolve tsconfig at path: ",
    ],
    [
      "a tsconfig.json that extends another that does not exist",
      ["races", "--tsconfig", "broken/tsconfig.json"],
      "broken/tsconfig.json cannot be used as a tsconfig.json: File './none.json' not found.",
    ],
    ["the nearest tsconfig.json if it is like that", ["broken/one.ts"], "File './none.json' not found."],
  ];

  test.each(cases)("%s", async (_what, args, message) => {
    const cwd = folderWith({
      "races/one.ts": scenarioSource("one"),
      "empty/README.md": "text",
      "helpers/a.js": HELPER,
      "helpers/b.js": HELPER,
      "broken/one.ts": scenarioSource("one"),
      "broken/tsconfig.json": '{ "extends": "./none.json" }',
    });
    const { code, stderr, stdout } = await resident.run(["explore", ...args], { cwd });

    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^heddle: /);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});

/** A scenario whose name has the result of an import by `paths` and the number of arguments of a decorator. */
const MAPPED = `
import { choose, scenario } from "heddle";
import { origin } from "@lib/origin.js";
let count = 0;
const counting = (...values: unknown[]): void => { count = values.length; };
class Counted { @counting method(): void {} }
export const mapped = scenario({ name: \`\${origin}-\${count}-\${Counted.name}\`, expected: "violated", program: async () => {
  if ((await choose(2)) === 1) throw new Error("one");
} });
`;

describe("the nearest tsconfig.json of a file gives its paths and compiler options", () => {
  const FILES = {
    "tsconfig.json": "{}",
    "one/tsconfig.json":
      '{ // a comment\n "compilerOptions": { "paths": { "@lib/*": ["./src/*"] } }, "include": ["src"] }',
    "one/src/origin.ts": 'export const origin: string = "first";\n',
    "one/races/race.ts": MAPPED,
    "two/base.json":
      '{ "compilerOptions": { "experimentalDecorators": true, "baseUrl": ".", "paths": { "@lib/*": ["lib/*"] } } }',
    "two/tsconfig.json": '{ "extends": "./base.json" }',
    "two/lib/origin.ts": 'export const origin: string = "second";\n',
    "two/races/race.ts": MAPPED,
    "three/other.json": '{ "compilerOptions": { "paths": { "@lib/*": ["../one/src/*"] } } }',
    "three/race.ts": MAPPED,
  };

  test("in one run over several packages, with workers too", async () => {
    const args = ["explore", "one", "two", "--workers", "2", "--reporter", "json"];
    const { code, stderr, stdout } = await heddle(args, { cwd: folderWith(FILES) });

    const { runs } = JSON.parse(stdout) as ExplorationJson;
    expect(stderr).toContain("skipped 2 files");
    // A standard decorator gets two arguments, a legacy one three.
    expect(runs.map(({ scenario }) => scenario)).toEqual(["first-2-Counted", "second-3-Counted"]);
    expect(runs.map(({ verdict }) => verdict)).toEqual(["violated", "violated"]);
    expect(code).toBe(0);
  });

  test("in a replay from another folder", async () => {
    const cwd = folderWith(FILES);
    const { stdout } = await heddle(["explore", "two/races/race.ts"], { cwd });
    const { code } = await heddle(["replay", tokensIn(stdout)[0] ?? "", "../two/races"], { cwd: `${cwd}/one` });

    expect(code).toBe(0);
  });

  test("--tsconfig names another, which is part of the command to replay", async () => {
    const cwd = folderWith(FILES);
    const options = ["--tsconfig", "three/other.json"];
    const explored = await heddle(["explore", "three/race.ts", "--workers", "2", ...options], { cwd });
    const replayed = await heddle(["replay", tokensIn(explored.stdout)[0] ?? "", "three/race.ts", ...options], { cwd });
    const without = await heddle(["list", "three/race.ts"], { cwd });

    expect(explored.stdout).toMatch(/^first-2-Counted +violated +yes /m);
    expect(explored.stdout).toMatch(/replay: .* three\/race\.ts --tsconfig three\/other\.json$/m);
    expect(replayed.code).toBe(0);
    expect(without.stderr).toContain("Cannot find package '@lib/origin.js'");
  });
});
