// The matrix of runtimes and test runners: the same checks everywhere. `npm run runtimes` prints the table of
// docs/runtimes.md; it installs the runtimes from the registry.

import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { install } from "../vitest/run-vitest.ts";

const VERSIONS = [20, 22, 24, 26];
const POOLS = ["forks", "threads", "vmThreads", "vmForks"];
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const MODULES = join(ROOT, "node_modules");
/** Milliseconds after which a way hangs. */
const LIMIT = 120_000;

const run = promisify(execFile);
const installation = install();

try {
  const { folder } = installation.project({});
  const output = join(folder, "failing.json");
  const tools = await installTools(join(folder, "tools"));
  await prepare(folder, output);
  const cell = async (program: string, args: readonly string[]): Promise<string> => {
    rmSync(output, { force: true });
    await run(program, args, { cwd: folder, timeout: LIMIT }).catch(() => undefined);
    return wordFor(output);
  };
  const rows = VERSIONS.map((version) => ({ name: `Node ${version}`, node: tools(`node${version}`, "bin", "node") }));
  const ways: readonly (readonly [string, (node: string) => Promise<string>])[] = [
    ["a script", (node) => cell(node, ["script.mjs"])],
    ["`node:test`", (node) => cell(node, ["--test", "node.test.mjs"])],
    ...POOLS.map(
      (pool) =>
        [
          `vitest, \`${pool}\``,
          (node: string) =>
            cell(node, [join(MODULES, "vitest", "vitest.mjs"), "run", "vitest.test.mjs", "--pool", pool]),
        ] as const,
    ),
    [
      "jest, ES modules",
      (node) => cell(node, ["--experimental-vm-modules", tools("jest", "bin", "jest.js"), "--rootDir", folder]),
    ],
  ];
  print(["", ...rows.map(({ name }) => name)]);
  print(["---", ...rows.map(() => "---")]);
  for (const [name, way] of ways) {
    const words: string[] = [];
    for (const { node } of rows) words.push(await way(node));
    print([name, ...words]);
  }
  print(["Bun", await cell(tools(".bin", "bun"), ["script.mjs"])]);
  print(["Deno", await cell(tools(".bin", "deno"), ["run", "-A", "script.mjs"])]);
} finally {
  installation.remove();
}

function print(columns: readonly string[]): void {
  process.stdout.write(`| ${columns.join(" | ")} |\n`);
}

/** What the checks of one way have found. */
function wordFor(output: string): string {
  if (!existsSync(output)) return "fails";
  const failing = JSON.parse(readFileSync(output, "utf8")) as readonly string[] | string;
  if (typeof failing === "string") return "refused";
  return failing.length === 0 ? "yes" : `all but ${failing.join("; ")}`;
}

/** Writes the checks, as JavaScript, and a file for each runner. */
async function prepare(folder: string, output: string): Promise<void> {
  const { transform } = await import("esbuild");
  const { code } = await transform(readFileSync(join(ROOT, "test", "runtimes", "checks.ts"), "utf8"), { loader: "ts" });
  writeFileSync(join(folder, "checks.mjs"), code);
  const body = `writeFileSync(${JSON.stringify(output)}, JSON.stringify(await failing()))`;
  const head = 'import { writeFileSync } from "node:fs";\nimport { failing } from "./checks.mjs";\n';
  writeFileSync(join(folder, "script.mjs"), `${head}${body};\n`);
  const files = {
    "node.test.mjs": 'import { test } from "node:test";\n',
    "vitest.test.mjs": 'import { test } from "vitest";\n',
  };
  for (const [file, line] of Object.entries(files)) {
    writeFileSync(join(folder, file), `${line}${head}test("checks", { timeout: ${LIMIT} }, async () => ${body});\n`);
  }
  writeFileSync(join(folder, "jest.spec.mjs"), `${head}test("checks", async () => ${body}, ${LIMIT});\n`);
  const jest = { transform: {}, testMatch: ["**/*.spec.mjs"] };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module", jest }));
  symlinkSync(join(folder, "..", "node_modules"), join(folder, "node_modules"));
}

/** The paths of the installed runtimes. */
async function installTools(folder: string): Promise<(...parts: readonly string[]) => string> {
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), "{}");
  const { arch, platform } = process;
  const nodes = VERSIONS.map((version) => `node${version}@npm:node-${platform}-${arch}@${version}`);
  await run("npm", ["install", "--no-audit", "--no-fund", "jest", "bun", "deno", ...nodes], { cwd: folder });
  return (...parts) => join(folder, "node_modules", ...parts);
}
