// Errors in the servers of a group fail the execution: they come from user functions or are bugs of this layer, and a
// restart would hide them.

import { requireTask } from "../../kernel/index.ts";
import type { Actor } from "../../kernel/index.ts";

/** Handles a message of a server; an error ends the execution. */
export function failOnError(actor: Actor, handle: () => void): void {
  try {
    handle();
  } catch (error) {
    requireTask().actor.execution.violate(actor, error);
  }
}
