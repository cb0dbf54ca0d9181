// Terminal output: its width, its colors and the printing functions.

import { basename, relative } from "node:path";
import { WriteStream } from "node:tty";

import { paletteFor } from "../../report/index.ts";
import type { Palette } from "../../report/index.ts";

/** The width if it is unknown. */
const DEFAULT_COLUMNS = 120;

/** The width of standard output in characters. `COLUMNS` takes precedence, so that a pipe can have a width, too. */
export function outputColumns(): number {
  const columns = Number(process.env["COLUMNS"]);
  if (Number.isSafeInteger(columns) && columns > 0) return columns;
  return process.stdout.isTTY ? process.stdout.columns : DEFAULT_COLUMNS;
}

/**
 * Colors for standard output, as Node itself decides: `FORCE_COLOR` takes precedence over everything else, then
 * `NO_COLOR`, `NODE_DISABLE_COLORS` and `TERM=dumb` mean none, and so does an output that is no terminal.
 */
export function outputPalette(): Palette {
  const isForced = process.env["FORCE_COLOR"] !== undefined;
  // The depth depends only on the environment, so it can be asked without a terminal.
  return paletteFor((isForced || isTerminal()) && WriteStream.prototype.getColorDepth(process.env) > 1);
}

/** Whether standard output is a terminal. */
export function isTerminal(): boolean {
  // A pipe has no isTTY, despite its type, and undefined would leave the choice to the palette.
  return "isTTY" in process.stdout && process.stdout.isTTY;
}

/** Sends what others write to standard output to standard error, until the returned function is called. */
export function reserveOutput(): () => void {
  const { stderr, stdout } = process;
  const before = Object.getOwnPropertyDescriptor(stdout, "write");
  stdout.write = stderr.write.bind(stderr);
  return () => {
    if (before === undefined) Reflect.deleteProperty(stdout, "write");
    else Object.defineProperty(stdout, "write", before);
  };
}

/** Prints a result. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints an error, prefixed with the command's name. */
export function printError(message: string): void {
  process.stderr.write(`heddle: ${message.trimEnd()}\n`);
}

/** The command that started this process, for suggested commands: `heddle`, `npx heddle` or `node dist/cli/main.js`. */
export function startingCommand(): string {
  if (process.env["npm_command"] !== undefined) return "npx heddle";
  const script = process.argv[1] ?? "heddle";
  return basename(script) === "main.js" ? `node ${relative(process.cwd(), script)}` : "heddle";
}
