// Where the program's own code is in a stack.

import { fileURLToPath } from "node:url";

import type { SourcePosition } from "../trace/index.ts";

/** The folders of heddle's own code: where it runs, and what the source maps of the built code name. */
const OWN_ROOTS = ["..", "../../src/"].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));

const FRAME = /^(?:.*\()?((?:file:\/\/|\/|[A-Za-z]:[\\/]).*?):(\d+):(\d+)\)?$/;

/** The first position in the stack that is neither heddle's nor Node's. */
export function positionOf({ stack = "" }: Error): SourcePosition | undefined {
  for (const line of stack.split("\n")) {
    const match = FRAME.exec(line.trim().replace(/^at (?:async )?/, ""));
    if (match === null) continue;
    const [, location = "", row = "0", column = "0"] = match;
    const file = location.startsWith("file://") ? fileURLToPath(location.replace(/\?.*$/, "")) : location;
    if (OWN_ROOTS.some((root) => file.startsWith(root)) || isForeign(file)) continue;
    return { file, line: Number(row), column: Number(column) };
  }
  return undefined;
}

function isForeign(file: string): boolean {
  return file.includes("/node_modules/") || file.includes("\\node_modules\\") || file.endsWith("heddle-slice.js");
}
