// What a hook of a module loader does: instruments what was loaded, and keeps the source map that the code has.

import { chainedMap, instrument } from "./transform.ts";
import type { Selection } from "./selection.ts";

const INLINE_MAP = /\n?\/\/[#@] sourceMappingURL=data:application\/json[^,\n]*;base64,([\w+/=]+)\s*$/;

/** The instrumented code of a module; `undefined` if it stays as it is. */
export function instrumentLoaded(source: string, url: string, select: Selection): string | undefined {
  const file = select.nameOf(url);
  if (file === undefined) return undefined;
  const instrumented = instrument(source, file, select.manner);
  if (instrumented === undefined) return undefined;
  const [, before] = withoutInlineMap(source);
  const map = before === undefined ? instrumented.map : (chained(instrumented.map, before) ?? instrumented.map);
  const code = instrumented.code.replace(/\n\/\/[#@] sourceMappingURL=data:[^\n]*/, "");
  return `${code}//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString("base64")}\n`;
}

/** `undefined` if the map that the code had is none: then lines are those of the code. */
function chained(outer: string, inner: string): string | undefined {
  try {
    return chainedMap(outer, inner);
  } catch {
    return undefined;
  }
}

/** Code without the source map that is in its last line, and the map if it has one. */
export function withoutInlineMap(code: string): readonly [code: string, map: string | undefined] {
  const found = INLINE_MAP.exec(code);
  if (found === null) return [code, undefined];
  return [code.slice(0, found.index), Buffer.from(found[1] ?? "", "base64").toString("utf8")];
}
