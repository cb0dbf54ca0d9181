// Module resolution hooks for scenario files. On Node 20 this file runs in the loader's thread, so it imports little.
//
// `heddle` and `heddle/…` resolve to this package wherever the scenario file is located: a second copy would have a
// second current task, and no primitive would find its execution. For the same reason TypeScript outside node_modules
// is an ES module even if no package.json says so: as CommonJS it would load a copy through require.

import { readFileSync } from "node:fs";
import type { ResolveFnOutput, ResolveHook, ResolveHookContext } from "node:module";

import { PACKAGE_FOLDER, readPackageInfo } from "./package-info.ts";
import { createPathsResolver } from "./tsconfig.ts";
import type { PathsResolver } from "./tsconfig.ts";

const entryPoints: ReadonlyMap<string, string> = new Map(
  Object.entries(readPackageInfo().exports).map(([subpath, target]) => [
    subpath.replace(/^\./, "heddle"),
    new URL(typeof target === "string" ? target : target.default, PACKAGE_FOLDER).href,
  ]),
);

const paths: { candidatesOf: PathsResolver } = { candidatesOf: () => [] };

/** Called by Node when the hooks are registered, with the tsconfig.json of all modules if there is a single one. */
export function initialize({ tsconfig }: { readonly tsconfig: string | undefined }): void {
  paths.candidatesOf = createPathsResolver(tsconfig);
}

/** The asynchronous hook, which runs in the loader's thread. */
export async function resolve(
  specifier: string,
  context: ResolveHookContext,
  next: Parameters<ResolveHook>[2],
): Promise<ResolveFnOutput> {
  const own = resolveOwn(specifier);
  if (own !== undefined) return own;
  for (const candidate of paths.candidatesOf(specifier, context.parentURL)) {
    const found = await Promise.resolve(next(candidate, context)).catch(ignoreMissing);
    if (found !== undefined) return asModule(found, context);
  }
  return asModule(await next(specifier, context), context);
}

/** The synchronous hook. */
export function resolveSync(
  specifier: string,
  context: ResolveHookContext,
  next: (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput,
): ResolveFnOutput {
  const own = resolveOwn(specifier);
  if (own !== undefined) return own;
  for (const candidate of paths.candidatesOf(specifier, context.parentURL)) {
    try {
      return asModule(next(candidate, context), context);
    } catch (error) {
      ignoreMissing(error);
    }
  }
  return asModule(next(specifier, context), context);
}

/** Ignores that a candidate does not exist, so that the next one is tried. */
function ignoreMissing(error: unknown): undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "ERR_MODULE_NOT_FOUND" && code !== "ERR_UNSUPPORTED_DIR_IMPORT" && code !== "MODULE_NOT_FOUND")
    throw error;
  return undefined;
}

function resolveOwn(specifier: string): ResolveFnOutput | undefined {
  if (specifier !== "heddle" && !specifier.startsWith("heddle/")) return undefined;
  const url = entryPoints.get(specifier);
  if (url !== undefined) return { url, shortCircuit: true };
  const known = [...entryPoints.keys()].filter((name) => !name.endsWith(".json"));
  throw new Error(`There is no module "${specifier}". The modules of heddle are ${known.join(", ")}.`);
}

function asModule(found: ResolveFnOutput, { conditions }: ResolveHookContext): ResolveFnOutput {
  if (!found.url.startsWith("file:") || found.url.includes("/node_modules/")) return found;
  if (conditions.includes("require") && !conditions.includes("import")) return found;
  // tsx marks TypeScript that it considers CommonJS in the query, on Node 20 also in the path.
  const url = found.url.replace(/(?:%3F|\?)tsx-commonjs.*$/, "");
  const isModule = /\.[jt]sx?$/.test(url) && (/tsx?$/.test(url) || looksLikeModule(url));
  return isModule ? { ...found, url, format: "module" } : found;
}

/** Whether a JavaScript file has an import or export at the start of a line. */
function looksLikeModule(url: string): boolean {
  return /^(?:import|export)[\s{*"']/m.test(readFileSync(new URL(url), "utf8"));
}
