// Loading scenario files from any folder, and errors in them.

import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import type { ExplorationJson } from "../../src/report/index.ts";
import { folderWith, heddle, scenarioSource, startResident } from "./run-heddle.ts";

const HELPER = `
export interface Limit { readonly most: number }


export function fail(limit: Limit): never { throw new Error("more than " + limit.most); }
`;

const WITH_HELPER = `
import { choose, scenario } from "heddle";
import { cell } from "heddle/memory";
import { fail } from "./HELPER";

enum Side { left, right }

export default scenario({
  name: "helped",
  expected: "violated",
  program: async () => {
    const side = cell(Side.left);
    if ((await choose(2)) === 1) await side.write(Side.right);
    if ((await side.read()) === Side.right) fail({ most: 1 });
  },
});
`;

const resident = startResident();
afterAll(() => {
  resident.end();
});

describe("TypeScript from a folder outside the repository gets the command's own heddle and true source lines", () => {
  test.each([
    ["without a package.json", undefined],
    ["of CommonJS", '{ "type": "commonjs" }'],
    ["of ES modules", '{ "type": "module" }'],
  ])("%s", async (_kind, packageJson) => {
    const cwd = folderWith({
      "race.ts": WITH_HELPER.replace("HELPER", "helper"),
      "helper.ts": HELPER,
      ...(packageJson === undefined ? {} : { "package.json": packageJson }),
    });

    const { code, stdout } = await heddle(["explore", "race.ts", "--reporter", "json"], { cwd });

    expect(code, stdout).toBe(0);
    expect(stdout).toContain(`"stack": "Error: more than 1\\n    at fail (${join(cwd, "helper.ts")}:5:`);
    const [run] = (JSON.parse(stdout) as ExplorationJson).runs;
    expect(run?.counterexamples[0]?.trace[1]).toMatchObject({
      kind: "cell.write",
      source: { file: join(cwd, "race.ts"), line: 13 },
    });
  });
});

test.each([".mts", ".js", ".mjs", ".tsx"])("a %s file is loaded", async (extension) => {
  const cwd = folderWith({ [`one${extension}`]: scenarioSource("one") });

  const { code, stderr } = await resident.run(["explore", join(cwd, `one${extension}`), "--executions", "5"]);

  expect(stderr).toBe("");
  expect(code).toBe(0);
});

test("a tsconfig of the current folder that maps heddle elsewhere does not matter", async () => {
  const cwd = folderWith({
    "one.ts": scenarioSource("one"),
    "tsconfig.json": '{ "compilerOptions": { "paths": { "heddle": ["./nowhere.ts"] } } }',
  });

  const { code, stderr } = await heddle(["explore", "one.ts", "--executions", "5"], { cwd });

  expect(stderr).toBe("");
  expect(code).toBe(0);
});

test("a process that a scenario file keeps busy ends all the same", async () => {
  const cwd = folderWith({ "one.ts": `setInterval(() => undefined, 1_000);\n${scenarioSource("one")}` });

  const { code } = await heddle(["list", "one.ts"], { cwd });

  expect(code).toBe(0);
});

describe("a file that cannot be used is refused with exit code 2:", () => {
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[], string])[] = [
    ["one that does not exist", {}, ["race.ts"], "The file race.ts does not exist."],
    [
      "one whose name is mistyped",
      { "race.ts": "" },
      ["./rase.ts"],
      "The file ./rase.ts does not exist. Did you mean race.ts?",
    ],
    [
      "one that does not compile",
      { "race.ts": "const one = 1;\nconst two = = 2;\n" },
      ["race.ts"],
      'race.ts does not compile:\n  race.ts:2:12: Unexpected "="',
    ],
    [
      "one that exports no scenario",
      { "race.ts": "export const one = { name: 'one' };\n" },
      ["race.ts"],
      'race.ts exports no scenario. Export the result of scenario():\n\n  import { scenario } from "heddle";\n' +
        '  export const lostUpdate = scenario({ name: "lost-update", program: async () => { … } });',
    ],
    [
      "one that throws on load",
      { "race.ts": "\n\nthrow new TypeError('not today');\n" },
      ["race.ts"],
      "race.ts throws while it loads:\n  TypeError: not today\n      at race.ts:3:7",
    ],
    [
      "one that throws something that is no error",
      { "race.ts": "throw undefined;\n" },
      ["race.ts"],
      "race.ts throws while it loads:\n  undefined was thrown",
    ],
    [
      "one that calls a primitive on load",
      { "race.ts": 'import { pause } from "heddle";\n\nawait pause();\n' },
      ["race.ts"],
      "throws while it loads:\n  UsageError: ",
    ],
    [
      "one that imports what heddle has not",
      { "race.ts": 'import { now } from "heddle/nowhere";\nnow();\n' },
      ["race.ts"],
      'There is no module "heddle/nowhere". The modules of heddle are heddle, heddle/memory',
    ],
    [
      "two scenarios of one name in two files",
      { "one.ts": scenarioSource("same"), "two.ts": scenarioSource("same") },
      ["one.ts", "two.ts"],
      'Two scenarios are named "same": one.ts and two.ts each have one. ' +
        "A name must identify the scenario of a token; rename one, or pass only one of the files.",
    ],
    [
      "two scenarios of one name in one file",
      { "one.ts": `${scenarioSource("same")}export const other = scenario({ name: "same", program: () => 1 });` },
      ["one.ts"],
      'Two scenarios are named "same": one.ts exports two. ' +
        "A name must identify the scenario of a token; rename one, or pass only one of the files.",
    ],
    [
      "a name that no file given has",
      { "one.ts": scenarioSource("update") },
      ["one.ts", "updaet"],
      'There is no scenario "updaet". Did you mean update? List the scenarios with: heddle list',
    ],
    [
      "nothing where there is no catalogue",
      {},
      [],
      "No file was given, and the current folder has no scenarios/index.ts. " +
        "Pass a file that exports scenarios, for example: heddle explore ./my-scenarios.ts",
    ],
  ];

  test.each(cases)("%s", async (_case, files, args, message) => {
    const { code, stderr, stdout } = await resident.run(["explore", ...args], { cwd: folderWith(files) });

    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^heddle: /);
    expect(stderr).not.toContain("dist/cli");
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});
