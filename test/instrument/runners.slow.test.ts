// One program under every runner: vitest, node:test, jest with either kind of modules, and the command.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";

import { plainEnvironment } from "../cli/run-heddle.ts";
import { install } from "../vitest/run-vitest.ts";
import type { Installation, Project } from "../vitest/run-vitest.ts";

const run = promisify(execFile);

const ACCOUNT = `class Account {
  constructor(balance) {
    this.balance = balance;
  }

  async withdraw(amount) {
    const { balance } = this;
    await Promise.resolve();
    this.balance = balance - amount;
  }
}
`;

/** A test's program, by the functions of heddle and the class. */
const PROGRAM = `async () => {
  const account = new Account(100);
  const clients = [await spawn("ada", () => account.withdraw(10)), await spawn("bob", () => account.withdraw(20))];
  for (const client of clients) await join(client);
  if (account.balance !== 70) throw new Error(\`the balance is \${account.balance}\`);
}`;

const MODULE = `import { join, spawn } from "heddle";
import { Account } from "./account.js";
export const program = ${PROGRAM};
`;

const TEST = `import { assertExplore } from "heddle";
import { program } from "./program.js";
test("withdrawals", () => assertExplore(program));
`;

const FILES = {
  "account.js": `export ${ACCOUNT}`,
  "program.js": MODULE,
  "race.js": `import { scenario } from "heddle";\nimport { program } from "./program.js";
export const race = scenario({ name: "program", expected: "violated", summary: "Two withdrawals.", program });\n`,
  "vitest.test.js": `import { test } from "vitest";\n${TEST}`,
  "node.test.mjs": `import { test } from "node:test";\n${TEST}`,
  "jest.test.js": TEST,
  "vitest.config.js": `import { instrumentation } from "heddle/instrument";
export default { plugins: [instrumentation()], test: { include: ["vitest.test.js"] } };\n`,
};

let installation: Installation;
let project: Project;

beforeAll(() => {
  installation = install();
  project = installation.project(FILES);
});
afterAll(() => {
  installation.remove();
});

async function node({ folder }: Project, ...args: readonly string[]): Promise<string> {
  const options = { cwd: folder, env: { ...plainEnvironment(), NO_COLOR: "1", COLUMNS: "110", CI: "" } };
  const { stderr, stdout } = await run(process.execPath, args, options).catch(
    (failed: { readonly stdout: string; readonly stderr: string }) => failed,
  );
  return stdout + stderr;
}

const jest = (of: Project, file: string): Promise<string> =>
  node(of, "--experimental-vm-modules", join("..", "node_modules", "jest", "bin", "jest.js"), file);

const LINE = /await +account\.c?js:8/;
const tokenIn = (output: string): string | undefined => /h2:program:[\w:~.-]+/.exec(output)?.[0];

/** The same in all runners. */
const TOKEN = "h2:program:plan::0:pc7ps:D9VCW4UK:Q5wH";

/** The configuration of jest. */
const jestOptions = (type: "module" | "commonjs", options: object): string =>
  JSON.stringify({
    type,
    jest: { transform: { "\\.[cm]?[jt]s$": ["heddle/jest", options] }, testRegex: ["jest\\.test"] },
  });

test("vitest", async () => {
  const { output } = await project.run();

  expect(output).toMatch(LINE);
  expect(tokenIn(output)).toBe(TOKEN);
});

test("node:test", async () => {
  const output = await node(project, "--import", "heddle/register", "--test", "--test-reporter=spec", "node.test.mjs");

  expect(output).toMatch(LINE);
  expect(tokenIn(output)).toBe(TOKEN);
});

test("the command", async () => {
  const heddle = join("..", "node_modules", "heddle", "dist", "cli", "main.js");
  const output = await node(project, heddle, "explore", "race.js", "--instrument", "**");

  expect(tokenIn(output)).toBe(TOKEN);
});

test("jest with ES modules", async () => {
  project.write("package.json", jestOptions("module", { transformer: false }));
  const output = await jest(project, "jest.test.js");

  expect(output).toMatch(LINE);
  expect(tokenIn(output)).toBe(TOKEN);
});

test("jest with CommonJS, through babel-jest", async () => {
  const other = installation.project({
    "package.json": jestOptions("commonjs", {}),
    "account.js": `${ACCOUNT}module.exports = { Account };\n`,
    "jest.test.js": `test("withdrawals", async () => {
  const { assertExplore, join, spawn } = await import("heddle");
  const { Account } = require("./account.js");
  const program = ${PROGRAM};
  await assertExplore(program);
});\n`,
  });
  const output = await jest(other, "jest.test.js");

  expect(output).toMatch(LINE);
  expect(tokenIn(output)).toBe(TOKEN);
});

test("jest is told of a transformer that is missing, and of an unknown option", async () => {
  project.write("package.json", jestOptions("module", { transformer: "jest-transformer-nobody-has" }));
  expect(await jest(project, "jest.test.js")).toContain("must be the name of a package that is installed, or false");

  project.write("package.json", jestOptions("module", { states: true }));
  expect(await jest(project, "jest.test.js")).toContain('Unknown option "states" of the instrumentation');
});
