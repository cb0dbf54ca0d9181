// Actors that stand for a node or for the network in the tree of actors. They do nothing, and nothing strikes them.

import { createChild, spare } from "../../kernel/index.ts";
import type { Actor, Handler, Task } from "../../kernel/index.ts";

/** Makes one in the step of `cause`. */
export function startSystemActor(cause: Task, name: string, parent: Actor): Actor {
  const actor = createChild(cause, name, parent);
  actor.isServer = true;
  actor.handler = new NullHandler();
  spare(actor);
  return actor;
}

/** Nobody has its pid. */
class NullHandler implements Handler {
  isBusy = false;

  handle(): void {
    // Nothing is ever sent to it.
  }
}
