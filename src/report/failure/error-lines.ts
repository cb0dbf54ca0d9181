// The lines that show a thrown value.

import { headline } from "../../explore/index.ts";
import { shortened } from "../../trace/index.ts";

/** The maximum number of lines after the first. */
const MAX_LINES = 12;

/** The lines of a thrown value, an `Error` or not; the first names its class. Long lines are cut. */
export function errorLines(error: unknown): readonly string[] {
  const rest = error instanceof Error ? error.message.trimEnd().split("\n").slice(1) : [];
  const shown = rest.slice(0, MAX_LINES).map((line) => shortened(line));
  return [headline(error), ...shown, ...(rest.length > shown.length ? [`… (${rest.length + 1} lines)`] : [])];
}
