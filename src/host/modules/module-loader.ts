// Lets this thread import TypeScript, as the hooks say.

import * as nodeModule from "node:module";
import type { ResolveFnOutput, ResolveHookContext } from "node:module";

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

/** Imports modules by URL. */
export interface ModuleLoader {
  load(url: string): Promise<Readonly<Record<string, unknown>>>;
}

/** Makes a loader. The hooks stay for the life of the thread, so make one only. */
export async function createModuleLoader(): Promise<ModuleLoader> {
  // Here, so that whoever explores without a loader does not pay for a compiler.
  const { register: registerTypeScript } = await import("tsx/esm/api");
  registerTypeScript();
  // After tsx's, so that ours are asked first. Theirs are synchronous where Node has such, and ours must be of a kind.
  const { registerHooks } = nodeModule as SynchronousHooks;
  if (registerHooks === undefined) nodeModule.register("./module-hooks.js", import.meta.url);
  else registerHooks({ resolve: (await import("./module-hooks.ts")).resolveSync });
  return { load: (url) => import(url) as Promise<Readonly<Record<string, unknown>>> };
}
