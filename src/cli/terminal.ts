// Where the command's output goes, and what it may look like there.

import { basename, relative } from "node:path";

import { paletteFor } from "../report/index.ts";
import type { Palette } from "../report/index.ts";

/** Lines where nobody says how wide the page is. */
const DEFAULT_COLUMNS = 120;

/** The width of standard output in characters. `COLUMNS` goes first, so that a pipe can have a width too. */
export function outputColumns(): number {
  const columns = Number(process.env["COLUMNS"]);
  if (Number.isSafeInteger(columns) && columns > 0) return columns;
  return process.stdout.isTTY ? process.stdout.columns : DEFAULT_COLUMNS;
}

/** Colours for standard output: none when it is no terminal or `NO_COLOR` is set. */
export function outputPalette(): Palette {
  // A pipe has no isTTY, whatever its type says, and undefined would leave the choice to the palette.
  const isTerminal = "isTTY" in process.stdout && process.stdout.isTTY;
  return paletteFor(isTerminal && (process.env["NO_COLOR"] ?? "") === "" && process.env["TERM"] !== "dumb");
}

/** Prints a result. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints what went wrong, in the command's name. */
export function printError(message: string): void {
  process.stderr.write(`heddle: ${message.trimEnd()}\n`);
}

/** How this process was started, to say how to start the next: `heddle`, `npx heddle` or `node dist/cli/main.js`. */
export function startingCommand(): string {
  if (process.env["npm_command"] !== undefined) return "npx heddle";
  const script = process.argv[1] ?? "heddle";
  return basename(script) === "main.js" ? `node ${relative(process.cwd(), script)}` : "heddle";
}
