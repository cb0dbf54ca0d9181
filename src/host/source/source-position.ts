// Finds the program's own code in a stack trace.

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { FILES_KEY } from "../../trace/index.ts";
import type { SourcePosition } from "../../trace/index.ts";

/** The folders of heddle's code: the running code, and the sources named by the source maps of the built code. */
const OWN_ROOTS = ["../..", "../../../src/"].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));

const FRAME = /^(?:.*\()?((?:file:\/\/|\/|[A-Za-z]:[\\/]).*?):(\d+):(\d+)\)?$/;

/** Where an error comes from: the first position in its stack that is neither in heddle, in Node nor in a package. */
export function positionOf(error: Error): SourcePosition | undefined {
  return errorFrame(error)?.position;
}

/**
 * Where an operation was called: the nearest code that is neither heddle's nor Node's, also of a package, whose own calls are
 * what races in it. Tools that run tests call on behalf of those. A call that a model makes by itself has the position of
 * what it answers, its cause.
 */
export function callPositionOf(site: Error): SourcePosition | undefined {
  const frames = framesOf(site);
  const [nearest] = frames;
  if (nearest === undefined) return site.cause instanceof Error ? callPositionOf(site.cause) : undefined;
  return (frames.find(({ isAwait, position }) => isAwait || !TOOL.test(position.file)) ?? nearest).position;
}

/**
 * The name of the function at the position of an error, without its receiver, which depends on how the file was loaded;
 * `undefined` for an anonymous one.
 */
export function functionOf(error: Error): string | undefined {
  const called = errorFrame(error)?.called.replace(/ \[as .*\]$/, "");
  const name = called?.split(/[. ]/).at(-1) ?? "";
  return name === "" || name === "<anonymous>" ? undefined : name;
}

/** The functions that instrumented code calls. */
const HOOK = /\b__heddle(?:Await|Iterate)$/;
/** Packages that run tests. */
const TOOL =
  /[\\/]node_modules[\\/](?:@vitest|@jest|vitest|vite|vite-node|jest-\w+|jest|expect|chai|mocha|tsx|fast-check)[\\/]/;

interface Frame {
  /** What was called, for example `async Object.program`; empty if the frame does not say. */
  readonly called: string;
  readonly position: SourcePosition;
  /** Whether instrumented code awaits there. */
  readonly isAwait: boolean;
}

/** Of a package only if the package is instrumented, or nothing else is there. */
function errorFrame(error: Error): Frame | undefined {
  const frames = framesOf(error);
  if (frames.length === 0) return undefined;
  const files: unknown = Reflect.get(globalThis, FILES_KEY);
  const instrumented = files instanceof Set ? [...(files as ReadonlySet<string>)].map((file) => resolve(file)) : [];
  const isChosen = ({ isAwait, position: { file } }: Frame): boolean =>
    isAwait || !isForeign(file) || instrumented.includes(file);
  return frames.find(isChosen) ?? frames[0];
}

/** The frames that are neither of heddle nor of Node, the nearest first. */
function framesOf({ stack = "" }: Error): readonly Frame[] {
  const frames: Frame[] = [];
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
    if (isOwn(file)) continue;
    frames.push({ called, position: { file, line: Number(row), column: Number(column) }, isAwait });
    isAwait = false;
  }
  return frames;
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
  return !isOwn(file) && !isForeign(file);
}

/** Whether a file is heddle's. */
function isOwn(file: string): boolean {
  return OWN_ROOTS.some((root) => file.startsWith(root)) || file.endsWith("heddle-slice.js");
}

function isForeign(file: string): boolean {
  return file.includes("/node_modules/") || file.includes("\\node_modules\\");
}
