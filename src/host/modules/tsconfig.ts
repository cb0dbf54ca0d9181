// The tsconfig.json of a module: the nearest one above it, or one that is used for all modules. Its `paths` are resolved
// here, since tsx knows a single tsconfig.json, and the modules of a monorepo have one for each package.

import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { createPathsMatcher, findTsconfig, parseTsconfig } from "get-tsconfig";

/** Returns the URLs that a specifier may stand for, by the `paths` of the importing module's tsconfig.json. */
export type PathsResolver = (specifier: string, importer: string | undefined) => readonly string[];

/**
 * Creates a resolver of `paths`.
 * @param only the tsconfig.json of all modules. Default: the nearest one above each.
 */
export function createPathsResolver(only: string | undefined): PathsResolver {
  const files = new Map<string, unknown>();
  const matchers = new Map<string, (specifier: string) => readonly string[]>();
  const matcherOf = (folder: string): ((specifier: string) => readonly string[]) => {
    const path = only ?? findTsconfig(folder, "tsconfig.json", files);
    return (path === undefined ? null : createPathsMatcher({ path, config: parseTsconfig(path) })) ?? (() => []);
  };
  return (specifier, importer) => {
    const isMapped = importer?.startsWith("file:") === true && !importer.includes("/node_modules/");
    if (!isMapped || /^(?:\.{0,2}\/|[a-z]+:)/.test(specifier)) return [];
    const folder = dirname(fileURLToPath(importer));
    const matcher = matchers.get(folder) ?? matcherOf(folder);
    matchers.set(folder, matcher);
    return matcher(specifier).map((path) => pathToFileURL(path).href);
  };
}

/** The nearest tsconfig.json above a module; `undefined` if there is none. */
export function tsconfigOf(module: string): string | undefined {
  return module.startsWith("file:") ? findTsconfig(dirname(fileURLToPath(module))) : undefined;
}

/** Why a tsconfig.json cannot be used; `undefined` if it can. */
export function problemOf(tsconfig: string): string | undefined {
  try {
    parseTsconfig(tsconfig);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
