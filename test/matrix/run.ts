// The determinism matrix: the same generated programs under several versions of Node, twice, with one and two workers, with
// both ways to drain microtasks, and in vitest's pools. All reports and tokens must be the same.
// `npm run matrix [-- PROGRAMS]`; it installs the versions of Node from the registry.

import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { install } from "../vitest/run-vitest.ts";
import type { Way } from "./digest.ts";

const VERSIONS = [20, 22, 24, 26];
const POOLS = ["forks", "threads"] as const;
const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "..", "..");

const run = promisify(execFile);
const programs = Number(process.argv[2] ?? 300);
const installation = install();

try {
  const { folder } = installation.project({});
  prepare(folder);
  const nodes = await installNodes(join(folder, "nodes"));
  const rows: (readonly [string, readonly string[]])[] = [];
  const once: Way = { programs, drain: "synchronous", workers: 1 };
  const add = async (name: string, found: Promise<readonly string[]>): Promise<void> => {
    rows.push([name, await found]);
    process.stdout.write(`${rowText(name, rows.at(-1)?.[1] ?? [], rows[0]?.[1] ?? [])}\n`);
  };
  for (const [version, node] of nodes) {
    await add(`Node ${version}, once`, inProcess(folder, node, once));
    await add(`Node ${version}, again`, inProcess(folder, node, once));
    await add(`Node ${version}, two workers`, inProcess(folder, node, { ...once, workers: 2 }));
    await add(`Node ${version}, by hops`, inProcess(folder, node, { ...once, drain: "hop" }));
  }
  for (const pool of POOLS) await add(`vitest, ${pool}`, inPool(folder, pool, once));
  const [[, first] = ["", []]] = rows;
  const differences = rows.flatMap(([name, found]) =>
    found.flatMap((digest, index) =>
      digest === first[index] ? [] : [`${name}: program ${index}: ${digest}, not ${first[index]}`],
    ),
  );
  process.stdout.write(`${rows.length} ways, ${programs} programs, ${differences.length} differences\n`);
  for (const difference of differences.slice(0, 50)) process.stdout.write(`  ${difference}\n`);
  process.exitCode = differences.length === 0 ? 0 : 1;
} finally {
  installation.remove();
}

/** The judge's programs, and a module that exports each program under a name of its own. */
function prepare(folder: string): void {
  for (const file of ["program.ts", "generate.ts", "profiles.ts", "statements"]) {
    cpSync(join(ROOT, "test", "judge", file), join(folder, "judge", file), { recursive: true });
  }
  for (const file of ["digest.ts", "main.ts"]) cpSync(join(HERE, file), join(folder, "matrix", file));
  const names = Array.from({ length: programs }, (_, index) => `export const p${index} = all[${index}]!.program;`);
  const head = `import { programsOf } from "./digest.ts";\n\nconst all = programsOf(${programs});\n`;
  writeFileSync(join(folder, "matrix", "modules.ts"), `${head}${names.join("\n")}\n`);
  // The process runs in the folder.
  symlinkSync(join(folder, "..", "node_modules"), join(folder, "node_modules"));
}

/** The program `node` of each version. */
async function installNodes(folder: string): Promise<readonly (readonly [string, string])[]> {
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), "{}");
  const { arch, platform } = process;
  const packages = VERSIONS.map((version) => `node${version}@npm:node-${platform}-${arch}@${version}`);
  await run("npm", ["install", "--no-audit", "--no-fund", ...packages], { cwd: folder });
  const found: (readonly [string, string])[] = [];
  for (const version of VERSIONS) {
    const node = join(folder, "node_modules", `node${version}`, "bin", "node");
    const { stdout } = await run(node, ["--version"]);
    found.push([stdout.trim().slice(1), node]);
  }
  return found;
}

async function inProcess(folder: string, node: string, way: Way): Promise<readonly string[]> {
  const options = { cwd: folder, maxBuffer: 2 ** 26 };
  const { stdout } = await run(
    node,
    ["--import", "tsx", join(folder, "matrix", "main.ts"), JSON.stringify(way)],
    options,
  );
  return JSON.parse(stdout) as readonly string[];
}

async function inPool(folder: string, pool: string, way: Way): Promise<readonly string[]> {
  const output = join(folder, `${pool}.json`);
  const test = [
    `import { writeFileSync } from "node:fs";`,
    `import { test } from "vitest";`,
    `import { digests } from "./digest.ts";`,
    `test("digests", async () => writeFileSync(${JSON.stringify(output)}, JSON.stringify(await digests(${JSON.stringify(way)}))), 1_200_000);`,
  ];
  writeFileSync(join(folder, "matrix", "matrix.test.ts"), test.join("\n"));
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  await run(process.execPath, [vitest, "run", "--pool", pool], { cwd: folder, maxBuffer: 2 ** 26 });
  return JSON.parse(readFileSync(output, "utf8")) as readonly string[];
}

function rowText(name: string, found: readonly string[], first: readonly string[]): string {
  const differing = found.filter((digest, index) => digest !== first[index]).length;
  const failing = found.filter((digest) => digest.startsWith("violated")).length;
  return `${name.padEnd(28)} ${found.length} programs, ${failing} violated, ${differing} differ`;
}
