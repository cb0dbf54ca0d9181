// Lets this thread import TypeScript, resolved by the hooks.

import * as nodeModule from "node:module";
import type { ResolveFnOutput, ResolveHookContext } from "node:module";
import { resolve } from "node:path";

import { UsageError } from "../../errors.ts";

/** Node's synchronous hooks, which Node 20 lacks. */
interface SynchronousHooks {
  readonly registerHooks?: (hooks: {
    readonly resolve: (
      specifier: string,
      context: ResolveHookContext,
      next: (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput,
    ) => ResolveFnOutput;
  }) => { readonly deregister: () => void };
}

/** Imports modules by URL. */
export interface ModuleLoader {
  /**
   * Imports a module.
   * @throws UsageError (`invalid-tsconfig`) if its tsconfig.json cannot be used; anything that the module throws
   */
  load(url: string): Promise<Readonly<Record<string, unknown>>>;
}

/**
 * Creates a loader. The hooks stay for the life of the thread, so create only one.
 * @param tsconfig the path of the tsconfig.json of all modules. Default: the nearest one above each.
 * @throws UsageError (`invalid-tsconfig`) if it cannot be used
 */
export async function createModuleLoader(tsconfig?: string): Promise<ModuleLoader> {
  // Imported here, so that explorations without a loader do not pay for a compiler.
  const { register: registerTypeScript } = await import("tsx/esm/api");
  const { problemOf, tsconfigOf } = await import("./tsconfig.ts");
  const registerOwn = await ownHooks(tsconfig === undefined ? undefined : resolve(tsconfig));
  const checked = (path: string): string => {
    const problem = problemOf(resolve(path));
    if (problem === undefined) return path;
    throw new UsageError(`${path} cannot be used as a tsconfig.json: ${problem}`, { code: "invalid-tsconfig" });
  };
  const only = tsconfig === undefined ? undefined : resolve(checked(tsconfig));
  let current: { readonly tsconfig: string | undefined; readonly end: () => Promise<void> } | undefined;
  return {
    async load(url) {
      const own = only ?? tsconfigOf(url);
      if (current === undefined || current.tsconfig !== own) {
        const options = { tsconfig: own === undefined ? (false as const) : checked(own) };
        await current?.end();
        const endTypeScript = registerTypeScript(options);
        // Registered after tsx's hooks, so that ours run first.
        const endOwn = registerOwn();
        current = {
          tsconfig: own,
          async end() {
            endOwn();
            await endTypeScript();
          },
        };
      }
      return import(url) as Promise<Readonly<Record<string, unknown>>>;
    },
  };
}

/** The function that registers our hooks; where Node has synchronous hooks, tsx uses them, and so must we. */
async function ownHooks(tsconfig: string | undefined): Promise<() => () => void> {
  const { registerHooks } = nodeModule as SynchronousHooks;
  if (registerHooks === undefined) {
    return () => {
      nodeModule.register("./module-hooks.js", import.meta.url, { data: { tsconfig } });
      // Node 20 cannot remove hooks; run twice, they resolve the same.
      return () => undefined;
    };
  }
  const { initialize, resolveSync } = await import("./module-hooks.ts");
  initialize({ tsconfig });
  return () => {
    const hooks = registerHooks({ resolve: resolveSync });
    return () => {
      hooks.deregister();
    };
  };
}
