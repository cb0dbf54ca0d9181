// The plugin for vite and vitest.

import { instrument } from "./transform.ts";
import { OPTIONS_VARIABLE, selectionOf } from "./selection.ts";
import type { InstrumentOptions } from "./selection.ts";

/** A plugin of vite, vitest and rollup; its type is given here, so that none of them is needed. */
export interface InstrumentationPlugin {
  /** Its name in messages. */
  readonly name: string;
  /** Before others, so that it sees the source and its positions. */
  readonly enforce: "pre";
  /** Lets vitest transform the packages that are instrumented, and tells the worker threads of explorations. */
  readonly config: () => {
    readonly test: {
      readonly env: Record<string, string>;
      readonly server: { readonly deps: { readonly inline: string[] } };
    };
  };
  /** Instruments a module. */
  readonly transform: (code: string, id: string) => { readonly code: string; readonly map: string } | undefined;
}

/**
 * A plugin for vite and vitest: each `await` of the files that it instruments is a scheduling point in executions of heddle,
 * and what it was outside of them. After the instrumentation of Coyote (Microsoft).
 * @throws UsageError (`invalid-option`, `unknown-option`); while files are loaded (`cannot-instrument`)
 * @example
 * export default defineConfig({ plugins: [instrumentation()] });
 */
export function instrumentation(options: InstrumentOptions = {}): InstrumentationPlugin {
  const select = selectionOf(options);
  const inline = [...(options.packages ?? [])];
  return {
    name: "heddle:instrument",
    enforce: "pre",
    config: () => ({ test: { env: { [OPTIONS_VARIABLE]: JSON.stringify(options) }, server: { deps: { inline } } } }),
    transform(code, id) {
      const file = select.nameOf(id);
      return file === undefined ? undefined : instrument(code, file, select.manner);
    },
  };
}
