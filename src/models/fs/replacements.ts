// The functions of node:fs and node:fs/promises, replaced by calls of the model.

import fs from "node:fs";
import { promisify } from "node:util";

import { notModelled } from "../install/not-modelled.ts";
import type { AnyFunction, Replacement } from "../install/replace.ts";
import { CALLS, now } from "./calls.ts";
import type { Call } from "./calls.ts";
import { fileHandle } from "./file-handle.ts";

type Callback = (...results: readonly unknown[]) => void;

/** Functions of Node that touch no file. */
const HARMLESS = new Set(["_toUnixTimestamp"]);

/** All replacements. */
export function fsReplacements(): readonly Replacement[] {
  return [...inModule(fs, "fs", callbackOrSync), ...inModule(fs.promises, "fs.promises", promised)];
}

function inModule(
  target: object,
  owner: string,
  make: (name: string) => AnyFunction | undefined,
): readonly Replacement[] {
  return Object.keys(target)
    .filter((key) => /^[a-z]/.test(key) && !HARMLESS.has(key) && typeof Reflect.get(target, key) === "function")
    .map((key) => ({ target, key, model: "fs", virtual: make(key) ?? notModelled(`${owner}.${key}`) }));
}

function callbackOrSync(key: string): AnyFunction | undefined {
  if (key.endsWith("Sync")) {
    const name = key.slice(0, -"Sync".length);
    return CALLS[name] === undefined ? undefined : withNative((...values: readonly unknown[]) => now(name, values));
  }
  const call = CALLS[key];
  return call === undefined ? undefined : withNative(calledBack(key, call));
}

/** `realpath.native` is the function itself, and `promisify` takes what gives a promise. */
function withNative(virtual: AnyFunction): AnyFunction {
  return Object.assign(virtual, { native: virtual });
}

function calledBack(name: string, call: Call): AnyFunction {
  const virtual = (...values: readonly unknown[]): void => {
    const callback = values.at(-1);
    if (typeof callback !== "function") throw new TypeError(`The last argument of fs.${name} must be a function.`);
    const answer = callback as Callback;
    const args = values.slice(0, -1);
    const succeed = (result: unknown): void => {
      if (name === "exists") answer(result);
      else if (["read", "readv", "write", "writev"].includes(name)) answer(null, result, args[1]);
      else if (result === undefined) answer(null);
      else answer(null, result);
    };
    call(...args).then(succeed, answer);
  };
  const custom = async (...values: readonly unknown[]): Promise<unknown> => {
    const result = await call(...values);
    if (name === "read" || name === "readv")
      return { bytesRead: result, [name === "read" ? "buffer" : "buffers"]: values[1] };
    if (name === "write" || name === "writev")
      return { bytesWritten: result, [name === "write" ? "buffer" : "buffers"]: values[1] };
    return result;
  };
  Object.defineProperty(virtual, promisify.custom, { value: custom });
  return virtual;
}

function promised(key: string): AnyFunction | undefined {
  const call = CALLS[key];
  if (call === undefined) return undefined;
  if (key === "open") return async (...values: readonly unknown[]) => fileHandle((await call(...values)) as number);
  // A file handle stands for its descriptor.
  return (target: unknown, ...values: readonly unknown[]) => call(descriptorOf(target), ...values);
}

function descriptorOf(target: unknown): unknown {
  return typeof target === "object" && target !== null && "fd" in target ? target.fd : target;
}
