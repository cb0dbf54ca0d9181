// The hooks of `register` on Node 20, where they run in the loader's thread.

import type { LoadHook } from "node:module";

import { instrumentedOf } from "./register.ts";
import { selectionOf } from "./selection.ts";
import type { InstrumentOptions, Selection } from "./selection.ts";

const hooks: { select: Selection } = { select: { nameOf: () => undefined, manner: {} } };

/** Called by Node when the hooks are registered. */
export function initialize({ options }: { readonly options: InstrumentOptions }): void {
  hooks.select = selectionOf(options);
}

/** Instruments what the next hook loads. */
export const load: LoadHook = async (url, context, next) => {
  const loaded = await next(url, context);
  return { ...loaded, ...(instrumentedOf(loaded, url, hooks.select) as typeof loaded) };
};
