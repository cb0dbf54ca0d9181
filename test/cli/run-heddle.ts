// Starts the built command: in a separate process, as users do, or in one that runs many commands.

import { fork, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { onTestFinished } from "vitest";

import type { Asked } from "./resident.ts";

/** The result of a command. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** The working directory. */
export interface RunOptions {
  /** Default: the fixtures folder. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the process after its start. */
  readonly onStart?: (child: ChildProcess) => void;
}

const FIXTURES = fileURLToPath(new URL("fixtures", import.meta.url));
const RESIDENT = fileURLToPath(new URL("resident.ts", import.meta.url));
const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** Runs `heddle` with arguments and waits for its exit. */
export function heddle(args: readonly string[], surroundings: RunOptions = {}): Promise<CommandResult> {
  return run([MAIN, ...args], surroundings);
}

/** A process that runs commands one after the other. It loads each file only once. */
export interface Resident {
  run(args: readonly string[], surroundings?: Pick<RunOptions, "cwd" | "env">): Promise<CommandResult>;
  end(): void;
}

/** Creates one that starts with its first command. It exits with this process or earlier. */
export function startResident(): Resident {
  let started: ChildProcess | undefined;
  const ask = (asked: Asked): Promise<CommandResult> =>
    new Promise((resolve, reject) => {
      started ??= fork(RESIDENT, { execArgv: ["--import", "tsx"], env: plainEnvironment(), stdio: "inherit" });
      const child = started;
      const isGone = (code: number | null): void => {
        reject(
          new Error(`The process that runs commands has ended with exit code ${code} at ${asked.args.join(" ")}.`),
        );
      };
      child.once("exit", isGone);
      child.once("message", (ended) => {
        child.off("exit", isGone);
        resolve(ended as CommandResult);
      });
      child.send(asked);
    });
  let latest: Promise<unknown> = Promise.resolve();
  return {
    run(args, { cwd = FIXTURES, env = {} } = {}) {
      const ended = latest.then(() => ask({ args, cwd, env }));
      latest = ended.catch(() => undefined);
      return ended;
    },
    end() {
      started?.disconnect();
    },
  };
}

/** Runs `heddle` with a debugger that prints each stop and resumes. @returns the whole output */
export async function debug(args: readonly string[]): Promise<string> {
  const flags = ["--no-warnings", "--experimental-websocket", "--import", "tsx"];
  const { stdout } = await run([...flags, join(FIXTURES, "debugger.ts"), MAIN, ...args], {});
  return stdout;
}

function run(args: readonly string[], { cwd = FIXTURES, env = {}, onStart }: RunOptions): Promise<CommandResult> {
  const child = spawn(process.execPath, args, { cwd, env: { ...plainEnvironment(), ...env } });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data: Buffer) => {
    stdout += data.toString();
  });
  child.stderr.on("data", (data: Buffer) => {
    stderr += data.toString();
  });
  onStart?.(child);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ stdout, stderr, code });
    });
  });
}

/** A new folder with these files, outside the repository and without a package.json; removed after the test. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "heddle-")));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** A scenario file with one scenario, whose program has a choice. */
export function scenarioSource(name: string, body: string = "Promise.all([pause(), pause()])"): string {
  return [
    'import { pause, scenario } from "heddle";',
    `export const only = scenario({ name: "${name}", program: async () => ${body} });`,
    "",
  ].join("\n");
}

/** The tokens in a text, in order. */
export function tokensIn(text: string): readonly string[] {
  return text.match(/h2:\S+/g) ?? [];
}

/** The text without machine-dependent parts: rates, tokens, and the name of the command. */
export function withoutMachineDetails(text: string): string {
  return text
    .replaceAll(/ +[\d,]+(?= {2}(?:h2:|-)[^ ]*$)/gm, "  <rate>")
    .replaceAll(/h2:[^ \n]+/g, "<token>")
    .replaceAll(/node \S+main\.js/g, "heddle");
}

/** This environment without the variables of npm and vitest, which would change the command's own name. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const dropped = /^(?:npm_|COLUMNS$|FORCE_COLOR$|NO_COLOR$|NODE_OPTIONS$|VITEST|HEDDLE_|CI$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !dropped.test(name)));
}
