// Lets this thread import TypeScript, resolved by the hooks.

import * as nodeModule from "node:module";
import type { ResolveFnOutput, ResolveHookContext } from "node:module";

/** Node's synchronous hooks, which Node 20 lacks. */
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

/** Creates a loader. The hooks stay for the life of the thread, so create only one. */
export async function createModuleLoader(): Promise<ModuleLoader> {
  // Imported here, so that explorations without a loader do not pay for a compiler.
  const { register: registerTypeScript } = await import("tsx/esm/api");
  registerTypeScript();
  // Registered after tsx's hooks, so that ours run first. Where Node has synchronous hooks, tsx uses them, and so must
  // we.
  const { registerHooks } = nodeModule as SynchronousHooks;
  if (registerHooks === undefined) nodeModule.register("./module-hooks.js", import.meta.url);
  else registerHooks({ resolve: (await import("./module-hooks.ts")).resolveSync });
  return { load: (url) => import(url) as Promise<Readonly<Record<string, unknown>>> };
}
