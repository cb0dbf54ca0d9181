// A package whose modules are loaded again, so that it keeps nothing from one execution to the next.

import { createRequire, Module } from "node:module";
import { types } from "node:util";

import { UsageError } from "../errors.ts";
import { undoing } from "../kernel/index.ts";
import { whileLoading } from "./install/active.ts";

/**
 * Loads a CommonJS package and all modules that it requires anew, whatever they keep: call it in the program. They find the
 * models of the execution also where they copy functions of Node while they are loaded. After `jest.isolateModules` (Jest).
 * @param specifier what `require` takes
 * @param from the URL of the module that loads it: `import.meta.url`
 * @throws UsageError (`not-loaded-afresh`) for a module that `require` cannot load, such as an ES module
 * @example
 * const getPort = fresh<() => Promise<number>>("get-port", import.meta.url);
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows what the package exports
export function fresh<Exports>(specifier: string, from: string | URL): Exports {
  const require = createRequire(from);
  const cache = (Module as unknown as { readonly _cache: Record<string, unknown> })._cache;
  const kept = { ...cache };
  const putBack = (): void => {
    for (const file of Object.keys(cache)) Reflect.deleteProperty(cache, file);
    Object.assign(cache, kept);
  };
  const load = (): Exports => {
    for (const file of Object.keys(kept)) if (!file.endsWith(".node")) Reflect.deleteProperty(cache, file);
    try {
      const exports: unknown = require(specifier);
      if (types.isModuleNamespaceObject(exports)) throw loadedOnce(specifier);
      return exports as Exports;
    } catch (error) {
      throw isOfEsModule(error) ? loadedOnce(specifier) : error;
    }
  };
  return whileLoading(() => undoing(putBack, load));
}

function loadedOnce(specifier: string): UsageError {
  return new UsageError(
    `${specifier} is an ES module, which Node loads once. Create what it keeps in the program, or put it back with the option ` +
      "reset, or instrument it with freshModules: true.",
    { code: "not-loaded-afresh" },
  );
}

/** What versions of Node say that cannot require ES modules. */
function isOfEsModule(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_REQUIRE_ESM";
}
