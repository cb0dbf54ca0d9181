// `heddle explore --jobs`: scenarios at once, with the output of one after the other.

import { expect, test } from "vitest";

import { folderWith, heddle, withoutMachineDetails } from "./run-heddle.ts";
import type { CommandResult } from "./run-heddle.ts";

const HEAD = `import { pause, scenario } from "heddle";
import { cell } from "heddle/memory";
console.log("loading");
const two = (body) => async () => { await Promise.all([body(), body()]); };
const lost = two(async () => { throw new Error("lost"); });
`;
const scenarioOf = (name: string, expected: string, program: string): string =>
  `export const ${name} = scenario({ name: "${name}", expected: "${expected}", program: ${program} });\n`;

const SAFE = "two(() => pause())";
/** Of each kind some: as expected or not, and one that cannot be explored. */
const MIXED =
  HEAD +
  scenarioOf("fails", "violated", "lost") +
  scenarioOf("holds", "passed", SAFE) +
  scenarioOf("failsUnexpectedly", "passed", "lost") +
  scenarioOf("holdsUnexpectedly", "violated", SAFE) +
  scenarioOf("testsNothing", "passed", "() => undefined") +
  scenarioOf("holdsToo", "passed", SAFE) +
  'export const wrong = scenario({ name: "wrong", program: lost, options: { maxSteps: -1 } });\n';

function explore(cwd: string, jobs: string, ...more: readonly string[]): Promise<CommandResult> {
  return heddle(["explore", "mixed.ts", "--executions", "50", "--jobs", jobs, ...more], { cwd });
}

test("one, two and four at once print the same, in the same order", async () => {
  const cwd = folderWith({ "mixed.ts": MIXED });
  const [one, two, four] = await Promise.all(["1", "2", "4"].map((jobs) => explore(cwd, jobs)));

  const printed = withoutMachineDetails(one?.stdout ?? "");
  expect(printed.match(/^\w+(?= +(?:violated|passed|undecided|error))/gm)).toEqual([
    "fails",
    "failsUnexpectedly",
    "holds",
    "holdsToo",
    "holdsUnexpectedly",
    "testsNothing",
    "wrong",
  ]);
  for (const other of [two, four]) {
    expect(withoutMachineDetails(other?.stdout ?? "")).toBe(printed);
    expect([other?.stderr, other?.code]).toEqual([one?.stderr, one?.code]);
  }
});

test("a scenario that ends its thread in another thread is explored in this one, with the others", async () => {
  const only = "if (!isMainThread) process.reallyExit(3);";
  const text =
    HEAD.replace("import", 'import { isMainThread } from "node:worker_threads";\nimport') +
    scenarioOf("exits", "passed", `two(async () => { await pause(); ${only} })`) +
    scenarioOf("holds", "passed", SAFE);
  const { code, stdout } = await explore(folderWith({ "mixed.ts": text }), "2");

  expect(stdout).toMatch(/^exits +passed +yes .*\nholds +passed +yes /m);
  expect(code).toBe(0);
});

test("Ctrl-C cuts off the one of this thread, and what other threads had begun counts as not begun", async () => {
  const program = `async () => { if (!isBegun && isMainThread) writeSync(2, "begun\\n"); isBegun = true; await Promise.all([pause(), pause()]); }`;
  const text =
    `import { writeSync } from "node:fs";\nimport { isMainThread } from "node:worker_threads";\nlet isBegun = false;\n${HEAD}` +
    scenarioOf("second", "passed", program) +
    scenarioOf("third", "passed", program) +
    scenarioOf("first", "violated", "lost");
  const { code, stdout } = await heddle(["explore", "mixed.ts", "--executions", "1000000000", "--jobs", "2"], {
    cwd: folderWith({ "mixed.ts": text }),
    onStart(child) {
      child.stderr?.on("data", (data: Buffer) => {
        if (data.toString().includes("begun")) child.kill("SIGINT");
      });
    },
  });

  expect(stdout).toMatch(/^first +violated +yes .*\nthird +undecided +- .* {2}-$/m);
  expect(stdout).toMatch(/^1 scenario as expected, 1 cut off, 1 not begun: /m);
  expect(code).toBe(130);
});
