// Actors that stand for a node or for the network in the tree of actors. They do nothing, and nothing strikes them.

import { bear, spare } from "../../kernel/index.ts";
import type { Actor, Handler, Task } from "../../kernel/index.ts";

/** Makes one in the step of `cause`. */
export function standIn(cause: Task, name: string, parent: Actor): Actor {
  const actor = bear(cause, name, parent);
  actor.isServer = true;
  actor.handler = new Silence();
  spare(actor);
  return actor;
}

/** Nobody has its pid. */
class Silence implements Handler {
  isBusy = false;

  handle(): void {
    // Nothing is ever sent to it.
  }
}
