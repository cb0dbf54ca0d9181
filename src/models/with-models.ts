// Programs whose outside is modelled.

import { invalidOption, checkOptionNames } from "../options.ts";
import { requireTask } from "../kernel/index.ts";
import { files, loadMemfs } from "./fs/file-system.ts";
import { fsReplacements } from "./fs/replacements.ts";
import { fetchReplacements } from "./fetch.ts";
import { activate } from "./install/active.ts";
import type { ActiveModels, FetchHandler } from "./install/active.ts";
import { watchDuring } from "./install/captured.ts";
import { replaceAll } from "./install/replace.ts";
import { netReplacements } from "./net/replacements.ts";

/** What is modelled, with what it begins with. */
export interface Models {
  /**
   * `node:fs` and `node:fs/promises`, in memory: no file exists but the working folder and that for temporary files;
   * `files` has others, by their paths. Needs the package memfs. Default: files are the real ones.
   */
  readonly fs?: boolean | { readonly files: Readonly<Record<string, string>> };
  /** `node:net`: listening, connecting, writing, closing. Default: `false`. */
  readonly net?: boolean;
  /** Answers `fetch`. Default: `fetch` is the real one. */
  readonly fetch?: FetchHandler;
}

/**
 * A program in whose executions `node:fs`, `node:net` or `fetch` are models: of its own for each execution, and every
 * asynchronous call a port. Packages use them unmodified. What a model does not have fails at once. After the
 * simulated disks and networks of FoundationDB (Zhou et al., SIGMOD 2021).
 * @param models names, or an object with what models begin with
 * @throws UsageError (`invalid-option`, `unknown-option`, `model-needs-package`)
 * @example
 * const report = await explore(withModels(["fs"], async () => { … }));
 */
export function withModels<Result>(models: readonly ("fs" | "net")[] | Models, program: () => Result): () => Result {
  const active = checked(models);
  if (typeof program !== "function") throw invalidOption("The program of withModels", "a function", program);
  if (active.fs !== undefined) loadMemfs();
  replaceAll([
    ...(active.fs === undefined ? [] : fsReplacements()),
    ...(active.net ? netReplacements() : []),
    ...(active.fetch === undefined ? [] : fetchReplacements()),
  ]);
  const modelled = (): Result => {
    const { execution } = requireTask().actor;
    activate(execution, active);
    // What exists at first has the time at which the execution begins.
    if (active.fs !== undefined) files();
    if (active.fs !== undefined || active.net) watchDuring(execution);
    return program();
  };
  return Object.defineProperty(modelled, "name", { value: program.name });
}

function checked(models: readonly ("fs" | "net")[] | Models): ActiveModels {
  if (Array.isArray(models)) {
    const names = models as readonly string[];
    const unknown = names.find((name) => name !== "fs" && name !== "net");
    if (unknown !== undefined)
      throw invalidOption("A model of withModels", '"fs" or "net"; fetch needs a handler: { fetch: … }', unknown);
    return { fs: names.includes("fs") ? {} : undefined, net: names.includes("net"), fetch: undefined };
  }
  if (typeof models !== "object" || models === null)
    throw invalidOption("The models of withModels", "an array of names or an object", models);
  checkOptionNames(models, ["fs", "net", "fetch"], "withModels");
  const { fetch, fs = false, net = false } = models as Models;
  if (fetch !== undefined && typeof fetch !== "function")
    throw invalidOption("fetch of withModels", "a function that answers a request", fetch);
  const initial = typeof fs === "boolean" ? {} : fs.files;
  return { fs: fs === false ? undefined : initial, net, fetch };
}
