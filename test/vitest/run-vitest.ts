// Starts real vitest as users do: in a separate process, in a project with heddle installed.

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { plainEnvironment } from "../cli/run-heddle.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The result of one test of a run. */
export interface TestResult {
  readonly status: "passed" | "failed" | "skipped" | "pending" | "todo";
  readonly message: string;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** The result of a run. */
export interface RunResult {
  readonly code: number | null;
  /** Both streams. */
  readonly output: string;
  /** By full name, with its parts joined by spaces. */
  readonly tests: ReadonlyMap<string, TestResult>;
}

/** Options of a vitest run. */
export interface RunOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** An open file for the output of both streams, in order. Default: pipes. */
  readonly output?: number;
}

/** A folder with heddle, vitest and fast-check installed, for projects. */
export interface Installation {
  /** The folder with the packages. */
  readonly modules: string;
  /** A new project with these files; vitest's default config unless it has one. */
  project(files: Readonly<Record<string, string>>): Project;
  remove(): void;
}

/** A project of a user. */
export interface Project {
  readonly folder: string;
  write(file: string, text: string): void;
  read(file: string): string;
  /** The corpus files, relative to the project. */
  corpus(): readonly string[];
  run(options?: RunOptions): Promise<RunResult>;
  /** Starts vitest without waiting for its exit. */
  start(options?: RunOptions): ChildProcess;
}

/**
 * Installs the built package as npm would: copied, so that its real path is below `node_modules`.
 * @param packages others that the projects use
 */
export function install(packages: readonly string[] = []): Installation {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "heddle-vitest-")));
  const modules = join(base, "node_modules");
  mkdirSync(join(modules, "heddle"), { recursive: true });
  // Nothing is type-checked there.
  const filter = (path: string): boolean => !/\.d\.ts(?:\.map)?$/.test(path);
  cpSync(join(ROOT, "dist"), join(modules, "heddle", "dist"), { recursive: true, filter });
  cpSync(join(ROOT, "package.json"), join(modules, "heddle", "package.json"));
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { dependencies: object };
  for (const name of [
    ...Object.keys(dependencies),
    "vitest",
    "vite",
    "fast-check",
    "jest",
    "babel-jest",
    ...packages,
  ]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
  }
  return {
    modules,
    project(files) {
      return createProject(mkdtempSync(join(base, "project-")), files);
    },
    remove() {
      rmSync(base, { recursive: true });
    },
  };
}

function createProject(folder: string, files: Readonly<Record<string, string>>): Project {
  const project: Project = {
    folder,
    write(file, text) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    },
    read: (file) => readFileSync(join(folder, file), "utf8"),
    corpus: () =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((file) => file.includes("__heddle__") && file.endsWith(".json"))
        .toSorted(),
    run: (options) => runToEnd(folder, options),
    start: (options) => startVitest(folder, options),
  };
  project.write("package.json", '{ "type": "module" }');
  for (const [file, text] of Object.entries(files)) project.write(file, text);
  return project;
}

/** Starts vitest in a folder without waiting for its exit. */
export function startVitest(folder: string, { args = ["run"], env = {}, output }: RunOptions = {}): ChildProcess {
  const main = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  const quiet = { NO_COLOR: "1", CI: "", COLUMNS: "110" };
  return spawn(process.execPath, [main, ...args], {
    cwd: folder,
    env: { ...plainEnvironment(), ...quiet, ...env },
    stdio: ["ignore", output ?? "pipe", output ?? "pipe"],
  });
}

interface JsonReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: TestResult["status"];
      readonly failureMessages: readonly string[];
      readonly meta: TestResult["meta"];
    }[];
  }[];
}

async function runToEnd(folder: string, { args = ["run"], env }: RunOptions = {}): Promise<RunResult> {
  const report = join(folder, `report-${performance.now()}.json`);
  const reporters = ["--reporter=verbose", "--reporter=json", `--outputFile.json=${report}`];
  // What most tests look at is in the whole text.
  const child = startVitest(folder, { args: [...args, ...reporters], env: { HEDDLE_DETAIL: "full", ...env } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (data: Buffer) => {
      output += data.toString();
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { code, output, tests: existsSync(report) ? testsIn(report) : new Map() };
}

function testsIn(report: string): ReadonlyMap<string, TestResult> {
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as JsonReport;
  return new Map(
    testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .map(({ failureMessages, fullName, meta, status }) => [
        fullName,
        { status, message: failureMessages.join("\n"), meta },
      ]),
  );
}
