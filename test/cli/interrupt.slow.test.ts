// Ctrl-C during `heddle explore`.

import { expect, test } from "vitest";

import { folderWith, heddle } from "./run-heddle.ts";

/** Reports the exploration of its second scenario on standard error, so that the test knows when to interrupt. */
const ENDLESS = `
import { writeSync } from "node:fs";
import { pause, scenario } from "heddle";

let isBegun = false;
const program = async () => {
  if (!isBegun) writeSync(2, "begun\\n");
  isBegun = true;
  await Promise.all([pause(), pause()]);
};
const broken = () => { throw new Error("found before"); };
export const scenarios = [
  scenario({ name: "first", program: broken, expected: "violated" }),
  scenario({ name: "second", program }),
  scenario({ name: "third", program }),
];
`;

const STUCK = `
import { scenario } from "heddle";

export const stuck = scenario({ name: "stuck", program: async () => { for (;;) await undefined; } });
`;

test("Ctrl-C prints what was found so far and gives exit code 130", async () => {
  const { code, stdout } = await heddle(["explore", "endless.ts", "--executions", "1000000000"], {
    cwd: folderWith({ "endless.ts": ENDLESS }),
    onStart(child) {
      child.stderr?.on("data", (data: Buffer) => {
        if (data.toString().includes("begun")) child.kill("SIGINT");
      });
    },
  });

  expect(stdout).toMatch(/^first {5}violated {3}yes .* 1 {2}.* {2}h2:first:\S+$/m);
  expect(stdout).toMatch(/^second {4}undecided {2}- .* {2}-$/m);
  expect(stdout).toMatch(/^first: Error: found before$/m);
  expect(stdout).toMatch(/^1 scenario as expected, 1 cut off, 1 not begun: [\d,]+ executions, 3 classes/m);
  expect(code).toBe(130);
});

test("Ctrl-C ends the work of several workers", async () => {
  const source = ENDLESS.replace("if (!isBegun)", "if (!isBegun && !isMainThread)").replace(
    "import { writeSync }",
    'import { isMainThread } from "node:worker_threads";\nimport { writeSync }',
  );
  const { code, stdout } = await heddle(["explore", "endless.ts", "--executions", "1000000000", "--workers", "2"], {
    cwd: folderWith({ "endless.ts": source }),
    onStart(child) {
      child.stderr?.on("data", (data: Buffer) => {
        if (data.toString().includes("begun")) child.kill("SIGINT");
      });
    },
  });

  expect(stdout).toMatch(/^second {4}undecided {2}- .* {2}-$/m);
  expect(stdout).toMatch(/^1 scenario as expected, 1 cut off, 1 not begun: /m);
  expect(code).toBe(130);
});

// Both wait for real time, so they run concurrently.
test.concurrent.each([
  ["in this thread", []],
  ["in a worker", ["--workers", "2"]],
])("an endless loop %s is stopped, and the actor named", async (_where, workers) => {
  const { code, stdout } = await heddle(["explore", "stuck.ts", "--executions", "10", ...workers], {
    cwd: folderWith({ "stuck.ts": STUCK }),
  });

  expect(stdout).toContain(
    "stuck: UncontrolledNondeterminism: main has run for 2 seconds without reaching an operation",
  );
  expect(code).toBe(1);
});
