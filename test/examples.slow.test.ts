// The projects in `examples` with the packed package: their types are right and their tests pass. `.ci/try-package` has npm
// install it with its dependencies.

import { execFile } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { plainEnvironment } from "./cli/run-heddle.ts";
import { ROOT } from "./documents.ts";
import { install } from "./vitest/run-vitest.ts";
import type { Installation } from "./vitest/run-vitest.ts";

interface Printed {
  /** 0 if the command succeeded. */
  readonly code: number;
  /** Both streams. */
  readonly output: string;
}

const EXAMPLES = join(ROOT, "examples");

let installation: Installation;
beforeAll(async () => {
  installation = install(["typescript", "@types/node"]);
  const { modules } = installation;
  rmSync(join(modules, "heddle"), { recursive: true });
  mkdirSync(join(modules, "heddle"));
  // Other tests use `dist` meanwhile: it is packed as it is.
  const { output } = await run(ROOT, "npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", modules]);
  await run(modules, "tar", ["-xzf", output.trim(), "-C", "heddle", "--strip-components=1"]);
  mkdirSync(join(modules, ".bin"));
  const bin = { heddle: "heddle/dist/cli/main.js", tsc: "typescript/bin/tsc", vitest: "vitest/vitest.mjs" };
  for (const [name, path] of Object.entries(bin)) symlinkSync(join(modules, path), join(modules, ".bin", name));
  chmodSync(join(modules, bin.heddle), 0o755);
});
afterAll(() => {
  installation.remove();
});

test("examples are those that are tested here", () => {
  const folders = readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).toSorted()).toEqual(["flaky-registration", "lost-update", "rate-limiter"]);
});

test("lost-update: vitest finds the race and passes the fixed version", async () => {
  const project = await projectOf("lost-update");

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
  const project = await projectOf("flaky-registration");

  const { code, output } = await npm(project, ["test"]);
  expect(output).toMatch(/pass 2\n(?:.*\n)*.*fail 0\n/);
  expect(code).toBe(0);
});

test("rate-limiter: the command finds the race and proves the fixed version", async () => {
  const project = await projectOf("rate-limiter");

  const { code, output } = await npm(project, ["test"]);
  expect(output.match(/^2 scenarios as expected: .*$/gm)).toEqual([
    expect.stringContaining("fewer than 0.3 % of executions fail"),
    expect.stringContaining("every class of what passed was run"),
  ]);
  expect(code).toBe(0);
});

/** Copies an example to where the package is installed, and checks its types. @returns its folder */
async function projectOf(example: string): Promise<string> {
  const { folder } = installation.project({});
  cpSync(join(EXAMPLES, example), folder, {
    recursive: true,
    // What somebody who tried the example has left there.
    filter: (path) => !["node_modules", "__heddle__", "package-lock.json"].includes(basename(path)),
  });
  expect(await npm(folder, ["run", "--silent", "check"])).toEqual({ code: 0, output: "" });
  return folder;
}

function npm(cwd: string, args: readonly string[]): Promise<Printed> {
  return run(cwd, "npm", args);
}

function run(cwd: string, command: string, args: readonly string[]): Promise<Printed> {
  const env = { ...plainEnvironment(), NO_COLOR: "1" };
  return new Promise((resolve) => {
    // npm is a script on Windows, which only a shell starts.
    execFile(command, args, { cwd, env, shell: process.platform === "win32" }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}
