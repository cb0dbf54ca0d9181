// Exit reasons in events and replies.

import type { ExitReason } from "heddle";

/** An exit reason in one word; a crash without its error. */
export function textOf(reason: ExitReason): string {
  return typeof reason === "string" ? reason : reason.kind;
}
