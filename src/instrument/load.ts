// What a hook of a module loader does: instruments what was loaded, and keeps the source map that the code has.

import remapping from "@jridgewell/remapping";

import { instrument } from "./transform.ts";
import type { Selection } from "./selection.ts";

const INLINE_MAP = /\n?\/\/[#@] sourceMappingURL=data:application\/json[^,\n]*;base64,([\w+/=]+)\s*$/;

/** The instrumented code of a module; `undefined` if it stays as it is. */
export function instrumentLoaded(source: string, url: string, select: Selection): string | undefined {
  const file = select.nameOf(url);
  if (file === undefined) return undefined;
  const instrumented = instrument(source, file, select.tracksState);
  if (instrumented === undefined) return undefined;
  const before = INLINE_MAP.exec(source)?.[1];
  const map =
    before === undefined
      ? instrumented.map
      : remapping(instrumented.map, (_file, { depth }) =>
          depth === 1 ? Buffer.from(before, "base64").toString("utf8") : null,
        ).toString();
  const code = instrumented.code.replace(/\n\/\/[#@] sourceMappingURL=data:[^\n]*/, "");
  return `${code}//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString("base64")}\n`;
}
