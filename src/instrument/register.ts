// Instrumentation of what Node loads: by `import`, and by `require`.

import * as nodeModule from "node:module";

import { instrumentLoaded } from "./load.ts";
import { OPTIONS_VARIABLE, selectionOf } from "./selection.ts";
import type { InstrumentOptions, Selection } from "./selection.ts";

/** What a loading hook of Node answers. */
interface Loaded {
  readonly format?: string | null | undefined;
  readonly source?: string | ArrayBuffer | NodeJS.TypedArray | undefined | null;
  readonly shortCircuit?: boolean | undefined;
}

type NextLoad = (url: string, context?: object) => Loaded;

/** Node's synchronous hooks, which Node 20 lacks. */
interface SynchronousHooks {
  readonly registerHooks?: (hooks: {
    readonly load: (url: string, context: object, next: NextLoad) => Loaded;
  }) => unknown;
}

/** The compilation of a CommonJS module, which no hook of Node 20 sees. */
interface CompilingModule {
  _compile: (this: unknown, content: string, filename: string, ...rest: unknown[]) => unknown;
}

/**
 * Instruments the modules that this thread loads from now on: `node --import heddle/register` does so with the defaults.
 * Register it once, before or after tsx. After the instrumentation of Coyote (Microsoft).
 * @throws UsageError (`invalid-option`, `unknown-option`); while modules are loaded (`cannot-instrument`)
 */
export function register(options: InstrumentOptions = {}): void {
  const select = selectionOf(options);
  process.env[OPTIONS_VARIABLE] = JSON.stringify(options);
  const { registerHooks } = nodeModule as SynchronousHooks;
  if (registerHooks !== undefined) {
    registerHooks({ load: (url, context, next) => instrumentedOf(next(url, context), url, select) });
    return;
  }
  nodeModule.register("./register-hooks.js", import.meta.url, { data: { options } });
  compileInstrumented(select);
}

/** The answer of a loading hook, instrumented. */
export function instrumentedOf(loaded: Loaded, url: string, select: Selection): Loaded {
  const { format, source } = loaded;
  if (source === undefined || source === null || format === "json" || format === "wasm") return loaded;
  const text = typeof source === "string" ? source : new TextDecoder().decode(source);
  const code = instrumentLoaded(text, url, select);
  return code === undefined ? loaded : { ...loaded, source: code };
}

function compileInstrumented(select: Selection): void {
  const prototype = nodeModule.Module.prototype as unknown as CompilingModule;
  const compile = prototype._compile;
  prototype._compile = function compileIt(content, filename, ...rest) {
    return Reflect.apply(compile, this, [instrumentLoaded(content, filename, select) ?? content, filename, ...rest]);
  };
}
