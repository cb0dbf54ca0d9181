// Errors in the servers of a group fail the execution: they come from functions of the user, or are mistakes of this floor,
// and a restart would hide them.

import { requireTask } from "../../kernel/index.ts";
import type { Actor } from "../../kernel/index.ts";

/** Handles a message of a server; what is thrown ends the execution. */
export function failOnError(actor: Actor, handle: () => void): void {
  try {
    handle();
  } catch (error) {
    requireTask().actor.execution.violate(actor, error);
  }
}
