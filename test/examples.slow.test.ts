// The projects in `examples` with the package installed as users install it: their types are right and their tests pass.

import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { plainEnvironment } from "./cli/run-heddle.ts";
import { ROOT } from "./documents.ts";

interface Printed {
  /** 0 if the command succeeded. */
  readonly code: number;
  /** Both streams. */
  readonly output: string;
}

const EXAMPLES = join(ROOT, "examples");

let folder = "";
let tarball = "";
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "heddle-examples-")));
  // Other tests use `dist` meanwhile: it is packed as it is.
  const { output } = await npm(ROOT, ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder]);
  tarball = join(folder, output.trim());
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("examples are those that are tested here", () => {
  const folders = readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).toSorted()).toEqual(["flaky-registration", "lost-update", "rate-limiter"]);
});

test("lost-update: vitest finds the race and passes the fixed version", async () => {
  const project = await install("lost-update");

  const expected = await npm(project, ["test"]);
  expect(expected.output).toMatch(/Tests +1 passed \| 1 expected fail \(2\)/);
  expect(expected.code).toBe(0);

  const file = join(project, "accounts.test.ts");
  writeFileSync(file, readFileSync(file, "utf8").replace("test.explore.fails(", "test.explore("));
  const reported = await npm(project, ["test"]);
  expect(reported.output).toMatch(/Tests +1 failed \| 1 passed \(2\)/);
  expect(reported.output).toMatch(
    /Fails when `alice: table\.get\(accounts\[savings\]\)` comes before `bob: table\.insert/,
  );
  expect(reported.code).toBe(1);
});

test("flaky-registration: node:test finds the race and proves the fixed version", async () => {
  const project = await install("flaky-registration");

  const { code, output } = await npm(project, ["test"]);
  expect(output).toMatch(/pass 2\n(?:.*\n)*.*fail 0\n/);
  expect(code).toBe(0);
});

test("rate-limiter: the command finds the race and proves the fixed version", async () => {
  const project = await install("rate-limiter");

  const { code, output } = await npm(project, ["test"]);
  expect(output.match(/^2 scenarios as expected: .*$/gm)).toEqual([
    expect.stringContaining("fewer than 0.3 % of executions fail"),
    expect.stringContaining("every class of what passed was run"),
  ]);
  expect(code).toBe(0);
});

/** Copies an example, installs the package in it, and checks its types. @returns its folder */
async function install(example: string): Promise<string> {
  const project = mkdtempSync(join(folder, `${example}-`));
  cpSync(join(EXAMPLES, example), project, {
    recursive: true,
    // What somebody who tried the example has left there.
    filter: (path) => !["node_modules", "__heddle__", "package-lock.json"].includes(basename(path)),
  });
  const quietly = ["--prefer-offline", "--no-audit", "--no-fund", "--no-save", "--silent"];
  expect(await npm(project, ["install", ...quietly, tarball])).toMatchObject({ code: 0 });
  expect(await npm(project, ["run", "--silent", "check"])).toEqual({ code: 0, output: "" });
  return project;
}

function npm(cwd: string, args: readonly string[]): Promise<Printed> {
  const env = { ...plainEnvironment(), NO_COLOR: "1" };
  return new Promise((resolve) => {
    // npm is a script on Windows, which only a shell starts.
    execFile("npm", args, { cwd, env, shell: process.platform === "win32" }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}
