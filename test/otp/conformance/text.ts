// Reasons as texts: the same in both systems.

import type { ExitReason } from "heddle";

/** The unit of time of scripts, in milliseconds. */
export const UNIT = 30;

/** A crash is one whatever was thrown; the reasons of Erlang's library that are tuples there are crashes, too. */
export function textOfReason(reason: ExitReason): string {
  return typeof reason === "string" ? reason : "crashed";
}
