// An error in lines, whatever was thrown.

import { headline } from "../../explore/index.ts";

/** An error is shown with this many lines at most. */
const MOST_LINES = 12;

/** An error in lines, whatever was thrown; the first names its class. */
export function errorLines(error: unknown): readonly string[] {
  const rest = error instanceof Error ? error.message.trimEnd().split("\n").slice(1) : [];
  const shown = rest.slice(0, MOST_LINES);
  return [headline(error), ...shown, ...(rest.length > shown.length ? ["…"] : [])];
}
