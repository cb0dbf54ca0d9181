// Lets this process import TypeScript, as the hooks say.

import * as nodeModule from "node:module";
import type { ResolveFnOutput, ResolveHookContext } from "node:module";
import { pathToFileURL } from "node:url";

import { register as registerTypeScript } from "tsx/esm/api";

import { resolveSync } from "./module-hooks.ts";

/** Node's synchronous hooks, which Node 20 has not. */
interface SynchronousHooks {
  readonly registerHooks?: (hooks: {
    readonly resolve: (
      specifier: string,
      context: ResolveHookContext,
      next: (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput,
    ) => ResolveFnOutput;
  }) => unknown;
}

/** Imports modules by path. */
export interface ModuleLoader {
  load(file: string): Promise<Readonly<Record<string, unknown>>>;
}

/** Makes a loader. The hooks stay for the life of the process, so make one only. */
export function createModuleLoader(): ModuleLoader {
  registerTypeScript();
  // After tsx's, so that ours are asked first. Theirs are synchronous where Node has such, and ours must be of a kind.
  const { registerHooks } = nodeModule as SynchronousHooks;
  if (registerHooks === undefined) nodeModule.register("./module-hooks.js", import.meta.url);
  else registerHooks({ resolve: resolveSync });
  return { load: (file) => import(pathToFileURL(file).href) as Promise<Readonly<Record<string, unknown>>> };
}
