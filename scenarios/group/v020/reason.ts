// Why an actor ended, as events and answers say it.

import type { ExitReason } from "heddle";

/** A reason in one word; of a crash, only that it was one. */
export function textOf(reason: ExitReason): string {
  return typeof reason === "string" ? reason : reason.kind;
}
