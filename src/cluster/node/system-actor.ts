// Actors that represent a node or the network in the tree of actors. They do nothing and are exempt from faults.

import { createChild, spare } from "../../kernel/index.ts";
import type { Actor, Handler, Task } from "../../kernel/index.ts";

/** Creates a system actor in the step of `cause`. */
export function startSystemActor(cause: Task, name: string, parent: Actor): Actor {
  const actor = createChild(cause, name, parent);
  actor.isServer = true;
  actor.handler = new NullHandler();
  spare(actor);
  return actor;
}

/** A handler that never receives a message, since the program cannot obtain the pid. */
class NullHandler implements Handler {
  isBusy = false;

  handle(): void {
    // Never called.
  }
}
