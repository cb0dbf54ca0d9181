// Finds the program's own code in a stack trace.

import { fileURLToPath } from "node:url";

import type { SourcePosition } from "../../trace/index.ts";

/** The folders of heddle's code: the running code, and the sources named by the source maps of the built code. */
const OWN_ROOTS = ["../..", "../../../src/"].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));

const FRAME = /^(?:.*\()?((?:file:\/\/|\/|[A-Za-z]:[\\/]).*?):(\d+):(\d+)\)?$/;

/** The first position in the stack that is neither in heddle nor in Node. */
export function positionOf(error: Error): SourcePosition | undefined {
  return frameOf(error)?.position;
}

/**
 * The name of the function at that position, without its receiver, which depends on how the file was loaded; `undefined`
 * for an anonymous one.
 */
export function functionOf(error: Error): string | undefined {
  const called = frameOf(error)?.called.replace(/ \[as .*\]$/, "");
  const name = called?.split(/[. ]/).at(-1) ?? "";
  return name === "" || name === "<anonymous>" ? undefined : name;
}

/** The functions that instrumented code calls. */
const HOOK = /\b__heddle(?:Await|Iterate)$/;

interface Frame {
  /** What was called, for example `async Object.program`; empty if the frame does not say. */
  readonly called: string;
  readonly position: SourcePosition;
}

function frameOf({ stack = "" }: Error): Frame | undefined {
  // An await of instrumented code, also of a package: what called it is looked for.
  let isAwait = false;
  for (const text of stack.split("\n")) {
    const line = text.trim().replace(/^at (?:async )?/, "");
    const match = FRAME.exec(line);
    if (match === null) continue;
    const [, location = "", row = "0", column = "0"] = match;
    const file = location.startsWith("file://") ? fileURLToPath(location.replace(/\?.*$/, "")) : location;
    const called = line.slice(0, line.indexOf(location)).replace(/ ?\($/, "");
    if (HOOK.test(called)) {
      isAwait = true;
      continue;
    }
    if (!isAwait && !isOfProgram(file)) continue;
    return { called, position: { file, line: Number(row), column: Number(column) } };
  }
  return undefined;
}

/** A stack trace without the frames of heddle and Node. */
export function withoutOwnFrames(stack: string): string {
  const lines = stack.split("\n");
  return lines.filter((line) => !/^\s+at /.test(line) || !isOwnFrame(line)).join("\n");
}

function isOwnFrame(line: string): boolean {
  const isHeddle = OWN_ROOTS.some((root) => line.includes(root));
  return isHeddle || line.includes("__heddle") || line.includes("node:") || line.includes("heddle-slice.js");
}

/** Whether a file is neither heddle's nor of a package. */
export function isOfProgram(file: string): boolean {
  return !OWN_ROOTS.some((root) => file.startsWith(root)) && !isForeign(file);
}

function isForeign(file: string): boolean {
  return file.includes("/node_modules/") || file.includes("\\node_modules\\") || file.endsWith("heddle-slice.js");
}
