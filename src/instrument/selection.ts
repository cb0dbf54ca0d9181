// Which files are instrumented.

import { relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

import picomatch from "picomatch";

import { checkOptionNames, invalidOption } from "../options.ts";
import type { Manner } from "./transform.ts";

/** Which files are instrumented; patterns are globs, relative to the current folder. */
export interface InstrumentOptions {
  /** Files to instrument. Default: all that are not in `node_modules`. */
  readonly include?: readonly string[];
  /** Files to leave alone. Default: none. */
  readonly exclude?: readonly string[];
  /** Packages of `node_modules` to instrument, by name. Default: none. */
  readonly packages?: readonly string[];
  /**
   * Whether the files also tell which properties, elements and shared variables they read and write, so that steps which
   * share none are known to be independent. Default: no.
   */
  readonly state?: boolean;
  /**
   * Whether modules begin anew in each execution, so that what they keep in variables is not there in the next. Those that
   * import heddle or a runner of tests do not, nor those that await something while they are loaded. Default: no.
   */
  readonly freshModules?: boolean;
}

/** Which files are instrumented, and how. */
export interface Selection {
  /** Says of a file, by its path or URL, whether it is instrumented; its path from the current folder if so. */
  readonly nameOf: (file: string) => string | undefined;
  readonly manner: Manner;
}

const SOURCE = /\.[cm]?[jt]sx?$/;
/** heddle's own code, which makes the scheduling points. */
const OWN_FOLDER = fileURLToPath(new URL("..", import.meta.url));

/** @throws UsageError (`invalid-option`, `unknown-option`) */
export function selectionOf(options: InstrumentOptions = {}): Selection {
  checkOptionNames(options, ["include", "exclude", "packages", "state", "freshModules"], "the instrumentation");
  const { exclude = [], include = ["**"], packages = [], state = false, freshModules = false } = options;
  for (const [name, value] of Object.entries({ include, exclude, packages })) {
    if (!Array.isArray(value) || !value.every((each) => typeof each === "string"))
      throw invalidOption(`${name} of the instrumentation`, "an array of texts", value);
  }
  for (const [name, value] of Object.entries({ state, freshModules }))
    if (typeof value !== "boolean") throw invalidOption(`${name} of the instrumentation`, "true or false", value);
  const root = process.cwd();
  const isIncluded = picomatch([...include], { dot: true });
  const isExcluded = picomatch([...exclude], { dot: true });
  const nameOf = (file: string): string | undefined => {
    const path = pathOf(file);
    if (path === undefined || !SOURCE.test(path) || path.startsWith(OWN_FOLDER)) return undefined;
    const name = relative(root, path).split(sep).join("/");
    const dependency = /^.*node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(path)?.[1]?.replace("\\", "/");
    const isChosen = dependency === undefined ? isIncluded(name) : packages.includes(dependency);
    return isChosen && !isExcluded(name) ? name : undefined;
  };
  return { nameOf, manner: { tracksState: state, isFresh: freshModules } };
}

/** The path of a file that a tool loads; `undefined` for what is none. */
function pathOf(file: string): string | undefined {
  const [bare = ""] = file.split(/[?#]/);
  if (bare.startsWith("file:")) return fileURLToPath(bare);
  return bare.includes("\0") || /^[a-z]+:[^\\/]/i.test(bare) ? undefined : resolve(bare);
}

/** Carries the options to the worker threads of explorations, and from vitest's main process to those of its tests. */
export const OPTIONS_VARIABLE = "HEDDLE_INSTRUMENT";
