// A package that keeps state in its module, under the hook of Node. That it is told, `races.slow.test.ts` checks.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";

import { plainEnvironment } from "../cli/run-heddle.ts";
import { install } from "../vitest/run-vitest.ts";
import type { Installation, Project } from "../vitest/run-vitest.ts";

const run = promisify(execFile);

/** Two servers that ask for a port each. */
const SCENARIO = `import getPort from "get-port-5.1.0";
import { join, scenario, spawn } from "heddle";
import { withModels } from "heddle/models";

const program = withModels(["net"], async () => {
  const ports = [];
  const ask = async () => void ports.push(await getPort());
  const servers = [await spawn("first", ask), await spawn("second", ask)];
  for (const server of servers) await join(server);
  if (ports[0] === ports[1]) throw new Error("a port is given to two servers");
});
export const asking = scenario({ name: "asking", expected: "passed", summary: "Two servers.", program, options: { time: "lazy" } });
`;

let installation: Installation;
let project: Project;

beforeAll(() => {
  installation = install(["get-port-5.1.0"]);
  project = installation.project({ "asking.js": SCENARIO });
});
afterAll(() => {
  installation.remove();
});

async function explored(...options: readonly string[]): Promise<string> {
  const heddle = join(project.folder, "..", "node_modules", "heddle", "dist", "cli", "main.js");
  const args = [heddle, "explore", "asking.js", "--executions", "200", "--instrument-package", "get-port-5.1.0"];
  const env = { ...plainEnvironment(), NO_COLOR: "1", COLUMNS: "160" };
  const { stderr, stdout } = await run(process.execPath, [...args, ...options], { cwd: project.folder, env }).catch(
    (failed: { readonly stdout: string; readonly stderr: string }) => failed,
  );
  return stdout + stderr;
}

test("fresh modules cure it", async () => {
  expect(await explored("--instrument-fresh")).toMatch(/asking +passed +yes +- +- +200/);
});
