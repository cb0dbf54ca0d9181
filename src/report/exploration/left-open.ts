// Code of dropped executions that did not end, as text.

import type { Report } from "../../explore/index.ts";

/** One line that names the actors; none if all code has ended. */
export function leftOpenLines({ leftOpen }: Report): readonly string[] {
  if (leftOpen.length === 0) return [];
  return [
    `left open: ${leftOpen.join(", ")} went on and on after the execution had ended, and was stopped; what it holds outside ` +
      "may not be released. Let it end when an operation fails with ExecutionEnded.",
  ];
}
