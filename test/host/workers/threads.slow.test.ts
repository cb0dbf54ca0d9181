// Worker threads exit with the process, and a module that waits for itself cannot request them. Each test
// is a separate process with the built heddle.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { folderWith } from "../../cli/run-heddle.ts";

const HEDDLE = fileURLToPath(new URL("../../../dist/", import.meta.url));

const PROGRAM = `
import { pause } from "${HEDDLE}index.js";
export const program = () => Promise.all([pause(), pause()]);
`;

interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script in a folder with \`program.mjs\`; fails when it does not end in time. */
async function runScript(source: string): Promise<Printed> {
  const cwd = folderWith({ "program.mjs": PROGRAM, "script.mjs": source });
  const options = { cwd, timeout: 20_000 };
  return promisify(execFile)(process.execPath, ["script.mjs"], options).catch((error: unknown) => error as Printed);
}

test("a process ends by itself after an exploration by workers, and the workers served two", async () => {
  const { stderr, stdout } = await runScript(`
    import { explore } from "${HEDDLE}index.js";
    import { program } from "./program.mjs";
    const module = new URL("program.mjs", import.meta.url);
    const first = await explore(program, { workers: 2, module, executions: 200 });
    const second = await explore(program, { workers: 3, module, executions: 300 });
    console.log(first.verdict, first.executions, second.verdict, second.executions);
  `);

  expect(stdout).toBe("passed 200 passed 300\n");
  expect(stderr).toBe("");
});

test("a process ends by itself after an exploration that workers could not finish", async () => {
  const { stdout } = await runScript(`
    import { explore } from "${HEDDLE}index.js";
    import { program } from "./program.mjs";
    const abort = new AbortController();
    const report = await explore(program, {
      workers: 2,
      module: new URL("program.mjs", import.meta.url),
      executions: 1e9,
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    console.log(report.interrupted);
  `);

  expect(stdout).toBe("true\n");
});

test("a module that waits for its own exploration is told so", async () => {
  const { stdout } = await runScript(`
    import { explore, pause } from "${HEDDLE}index.js";
    export const program = () => Promise.all([pause(), pause()]);
    await explore(program, { workers: 2, module: import.meta.url }).catch(({ code, message }) => {
      console.log(code, message);
    });
  `);

  expect(stdout).toMatch(/^module-not-loaded .*it is still loading.* from a separate module/);
});

test("a module that explores while a worker loads it explores there nothing", async () => {
  const { stdout } = await runScript(`
    import { isMainThread } from "node:worker_threads";
    import { explore, pause } from "${HEDDLE}index.js";
    export const program = () => Promise.all([pause(), pause()]);
    explore(program, { workers: 2, module: import.meta.url }).then(
      ({ verdict }) => console.log("main thread", isMainThread, verdict),
      ({ code }) => console.log("main thread", isMainThread, code),
    );
  `);

  expect(stdout.trim().split("\n").toSorted()).toEqual([
    "main thread false explored-in-worker",
    "main thread false explored-in-worker",
    "main thread true passed",
  ]);
});
