// How modules of scenario files are found. On Node 20 this file runs in the loader's own thread, so it keeps to itself.
//
// `heddle` and `heddle/…` mean this package, wherever the file lies: a second copy would have a second current task,
// and no primitive would find its execution. TypeScript outside node_modules is an ES module even where no
// package.json says so, for the same reason: as CommonJS it would get a copy through require.

import { readFileSync } from "node:fs";
import type { ResolveFnOutput, ResolveHook, ResolveHookContext } from "node:module";

import { PACKAGE_FOLDER, readPackageInfo } from "./package-info.ts";

const doors: ReadonlyMap<string, string> = new Map(
  Object.entries(readPackageInfo().exports).map(([door, target]) => [
    door.replace(/^\./, "heddle"),
    new URL(typeof target === "string" ? target : target.default, PACKAGE_FOLDER).href,
  ]),
);

/** The hook for the loader's thread. */
export async function resolve(
  specifier: string,
  context: ResolveHookContext,
  next: Parameters<ResolveHook>[2],
): Promise<ResolveFnOutput> {
  return resolveOwn(specifier) ?? asModule(await next(specifier, context), context);
}

/** The same for Node's synchronous hooks. */
export function resolveSync(
  specifier: string,
  context: ResolveHookContext,
  next: (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput,
): ResolveFnOutput {
  return resolveOwn(specifier) ?? asModule(next(specifier, context), context);
}

function resolveOwn(specifier: string): ResolveFnOutput | undefined {
  if (specifier !== "heddle" && !specifier.startsWith("heddle/")) return undefined;
  const url = doors.get(specifier);
  if (url !== undefined) return { url, shortCircuit: true };
  const known = [...doors.keys()].filter((door) => !door.endsWith(".json"));
  throw new Error(`There is no "${specifier}". There are ${known.join(", ")}.`);
}

function asModule(found: ResolveFnOutput, { conditions }: ResolveHookContext): ResolveFnOutput {
  if (!found.url.startsWith("file:") || found.url.includes("/node_modules/")) return found;
  if (conditions.includes("require") && !conditions.includes("import")) return found;
  // tsx marks TypeScript that it takes for CommonJS in the query, on Node 20 in the path too.
  const url = found.url.replace(/(?:%3F|\?)tsx-commonjs.*$/, "");
  const isModule = /\.[jt]sx?$/.test(url) && (/tsx?$/.test(url) || looksLikeModule(url));
  return isModule ? { ...found, url, format: "module" } : found;
}

/** Whether JavaScript, which may be either, says import or export at the start of a line. */
function looksLikeModule(url: string): boolean {
  return /^(?:import|export)[\s{*"']/m.test(readFileSync(new URL(url), "utf8"));
}
