// What `open` of node:fs/promises gives.

import { notModelled } from "../install/not-modelled.ts";
import { CALLS } from "./calls.ts";
import type { Call } from "./calls.ts";

/** The functions of a file handle, and those of node:fs that they are. */
const METHODS: Readonly<Record<string, string>> = {
  appendFile: "appendFile",
  chmod: "fchmod",
  chown: "fchown",
  datasync: "fdatasync",
  readFile: "readFile",
  stat: "fstat",
  sync: "fsync",
  truncate: "ftruncate",
  utimes: "futimes",
  writeFile: "writeFile",
};

/** The functions whose result has the buffers, too. */
const TRANSFERS = { read: "bytesRead", readv: "bytesRead", write: "bytesWritten", writev: "bytesWritten" } as const;

const LACKING = ["createReadStream", "createWriteStream", "readLines", "readableWebStream"];

/** An open file. */
export function fileHandle(descriptor: number): object {
  const methods = Object.entries(METHODS).map(([key, name]) => [
    key,
    (...values: readonly unknown[]) => called(name)(descriptor, ...values),
  ]);
  const transfers = Object.entries(TRANSFERS).map(([key, count]) => [
    key,
    async (data: unknown, ...values: readonly unknown[]) => {
      const transferred = await called(key)(descriptor, data, ...values);
      return { [count]: transferred, [key.endsWith("v") ? "buffers" : "buffer"]: data };
    },
  ]);
  const lacking = LACKING.map((key) => [key, notModelled(`fs.FileHandle.${key}`)]);
  const close = (): Promise<unknown> => called("close")(descriptor);
  return {
    fd: descriptor,
    close,
    ...(Symbol.asyncDispose === undefined ? {} : { [Symbol.asyncDispose]: close }),
    ...(Object.fromEntries([...methods, ...transfers, ...lacking]) as object),
  };
}

function called(name: string): Call {
  const call = CALLS[name];
  if (call === undefined) throw new Error(`no call ${name}`);
  return call;
}
