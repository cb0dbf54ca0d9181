// The calls of node:fs as ports: with promises, with callbacks, and the synchronous ones, which are part of a step.

import { Access } from "../../trace/index.ts";
import { currentTask, touchedParts } from "../../kernel/index.ts";
import { port } from "../../ports/index.ts";
import { files } from "./file-system.ts";
import { FUNCTIONS, touchesOf } from "./functions.ts";

/** An asynchronous function: its result is that of the synchronous one. */
export type Call = (...values: readonly unknown[]) => Promise<unknown>;

/** The second part of `writeFile`: a file that was emptied gets its content. */
const content = port(
  async (descriptor: number, data: unknown, options: unknown): Promise<void> => {
    files().do("writeFile", descriptor, data, options);
  },
  {
    name: "fs.writeFile content",
    latency: "effect",
    touches: (descriptor) => touchesOf("write", [descriptor]),
    faults: { twice: false },
  },
);

/** Empties a file and writes it then, as Node does: others see it empty in between. */
const writeFile: Call = async (target, data, options) => {
  const system = files();
  if (typeof target === "number") return system.do("writeFile", target, data, options);
  const { flag = "w", mode } =
    typeof options === "object" && options !== null ? (options as { flag?: string; mode?: number }) : {};
  const descriptor = system.do("open", target, flag, mode) as number;
  try {
    await content(descriptor, data, typeof options === "string" ? options : {});
  } finally {
    system.do("close", descriptor);
  }
  return undefined;
};

/** All calls by name. */
export const CALLS: Readonly<Record<string, Call>> = Object.fromEntries(
  Object.keys(FUNCTIONS).map((name) => [name, callOf(name)]),
);

function callOf(name: string): Call {
  const run: Call = name === "writeFile" ? writeFile : async (...values) => files().do(name, ...values);
  return port(run, {
    name: `fs.${name}`,
    touches: (...values) => touchesOf(name, values),
    faults: { error: () => failed(name), lostAnswer: () => failed(name), twice: false },
  });
}

/** A synchronous function: part of the step of its caller. */
export function now(name: string, values: readonly unknown[]): unknown {
  const task = currentTask();
  if (task !== undefined) {
    const { execution } = task.actor;
    const { reads, writes } = touchedParts(execution, touchesOf(name, values));
    for (const object of writes) execution.recordAccess(task, object, Access.write);
    for (const object of reads) execution.recordAccess(task, object, Access.read);
  }
  return files().do(name, ...values);
}

/** The error of a disk that fails. */
function failed(name: string): Error {
  return Object.assign(new Error(`EIO: i/o error, ${name}`), { code: "EIO", errno: -5, syscall: name });
}
