// Instrumented code as users have it: under vitest by the plugin, by the command, and in Node by a hook.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";

import { plainEnvironment } from "../cli/run-heddle.ts";
import { install } from "../vitest/run-vitest.ts";
import type { Installation, Project } from "../vitest/run-vitest.ts";

const run = promisify(execFile);

const ACCOUNT = `export class Account {
  balance: number;

  constructor(balance: number) {
    this.balance = balance;
  }

  async withdraw(amount: number): Promise<void> {
    const { balance } = this;
    await Promise.resolve();
    this.balance = balance - amount;
    if (this.balance > balance) throw new Error("never");
  }
}
`;

const PROGRAM = `import { join, spawn } from "heddle";
import { Account } from "./account.ts";

export const program = async (): Promise<void> => {
  const account = new Account(100);
  const first = await spawn("ada", () => account.withdraw(10));
  const second = await spawn("bob", () => account.withdraw(20));
  for (const client of [first, second]) await join(client);
  if (account.balance !== 70) throw new Error(\`the balance is \${account.balance}\`);
};
`;

const SCENARIO = `import { scenario } from "heddle";
import { program } from "./program.ts";

export const withdrawals = scenario({ name: "withdrawals", expected: "violated", summary: "Two withdrawals.", program });
`;

const TEST = `import { test } from "heddle/vitest";
import { program } from "./program.ts";

test.explore("withdrawals", { corpus: false }, program);
`;

const CONFIG = `import { instrumentation } from "heddle/instrument";
import { defineConfig } from "vitest/config";

export default defineConfig({ plugins: [instrumentation()] });
`;

let installation: Installation;
let project: Project;

beforeAll(() => {
  installation = install();
  project = installation.project({
    "account.ts": ACCOUNT,
    "program.ts": PROGRAM,
    "race.ts": SCENARIO,
    "race.test.ts": TEST,
  });
});
afterAll(() => {
  installation.remove();
});

/** Runs Node in the project. */
async function node(...args: readonly string[]): Promise<string> {
  const options = { cwd: project.folder, env: { ...plainEnvironment(), NO_COLOR: "1", COLUMNS: "110" } };
  const { stderr, stdout } = await run(process.execPath, args, options).catch(
    (failed: { readonly stdout: string; readonly stderr: string }) => failed,
  );
  return stdout + stderr;
}

const HEDDLE = (): string => join(project.folder, "..", "node_modules", "heddle", "dist", "cli", "main.js");

test("without instrumentation there is no race to find", async () => {
  const { tests } = await project.run();

  expect(tests.get("withdrawals")?.status).toBe("passed");
});

test("vitest with the plugin finds the race and shows the line of the await", async () => {
  project.write("vitest.config.ts", CONFIG);
  const { output, tests } = await project.run();

  expect(tests.get("withdrawals")?.status).toBe("failed");
  expect(output).toMatch(/the balance is [89]0/);
  expect(output).toMatch(/await +account\.ts:10/);
});

test("the command finds it, and the command that it prints replays it in another process", async () => {
  const output = await node(HEDDLE(), "explore", "race.ts", "--instrument", "account.ts");

  expect(output).toContain("Fails when `");
  const command = /replay: .*?(replay h2.*)/.exec(output)?.[1] ?? "";
  expect(command).toMatch(/^replay h2:withdrawals:.* race\.ts --instrument account\.ts$/);
  const replayed = await node(HEDDLE(), ...command.split(" "), "--trace");
  expect(replayed).toContain("Replayed: the same failure");
  expect(replayed).toMatch(/await +account\.ts:10/);
});

test("the command proves what is not instrumented, and names what is", async () => {
  expect(await node(HEDDLE(), "verify", "race.ts")).toContain("passed");
  expect(await node(HEDDLE(), "verify", "race.ts", "--instrument", "account.ts")).toContain("violated");
});

test("a hook of Node instruments what is loaded, before and after tsx, and twice is as once", async () => {
  project.write(
    "main.ts",
    'import { explore } from "heddle";\nimport { program } from "./program.ts";\n' +
      "const { basis, verdict } = await explore(program);\nconsole.log(verdict, basis.instrumented?.files.join());\n",
  );
  const tsx = join(project.folder, "..", "node_modules", "tsx", "dist", "loader.mjs");
  project.write("twice.js", 'import { register } from "heddle/instrument";\nregister();\n');

  for (const hooks of [
    ["--import", "heddle/register", "--import", tsx],
    ["--import", tsx, "--import", "heddle/register"],
    ["--import", "heddle/register", "--import", tsx, "--import", "./twice.js"],
  ])
    expect(await node(...hooks, "main.ts")).toContain("violated account.ts,program.ts,main.ts");
});

test("with state, the plugin, a hook and the command tell which property races", async () => {
  const reason = /Fails when `[^`]+, Account\.balance \(read\)` comes before `\w+: await, Account\.balance \(write\)`/;
  project.write("vitest.config.ts", CONFIG.replace("instrumentation()", "instrumentation({ state: true })"));
  expect((await project.run()).output).toMatch(reason);

  project.write("register.js", 'import { register } from "heddle/instrument";\nregister({ state: true });\n');
  project.write(
    "state.ts",
    'import { verify } from "heddle";\nimport { program } from "./program.ts";\n' +
      "const { basis, counterexamples } = await verify(program);\n" +
      "console.log(basis.instrumented?.state, counterexamples[0]?.explanation?.sentence);\n",
  );
  const tsx = join(project.folder, "..", "node_modules", "tsx", "dist", "loader.mjs");
  const hooked = await node("--import", "./register.js", "--import", tsx, "state.ts");
  expect(hooked).toContain("tracked");
  expect(hooked).toMatch(reason);

  const output = await node(HEDDLE(), "verify", "race.ts", "--instrument", "**", "--instrument-state");
  expect(output).toMatch(reason);
  const command = /replay: .*?(replay h2.*)/.exec(output)?.[1] ?? "";
  expect(command).toContain("--instrument-state");
  expect(await node(HEDDLE(), ...command.replaceAll("'", "").split(" "))).toContain("Replayed: the same failure");
});

test("workers instrument as their main thread does", async () => {
  const output = await node(HEDDLE(), "explore", "race.ts", "--instrument", "account.ts", "--workers", "2");

  expect(output).toMatch(/withdrawals +violated +yes/);
});

test("a file that cannot be parsed is told with its name", async () => {
  project.write("account.ts", "export class Account { async withdraw() { await (; } }");
  const output = await node(HEDDLE(), "explore", "race.ts", "--instrument", "account.ts");
  project.write("account.ts", ACCOUNT);

  expect(output).toContain("account.ts");
});
