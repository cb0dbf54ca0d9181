// Actors that represent a process, a node or the network in the tree of actors, and own the tasks of faults. They do nothing,
// never exit and are exempt from faults.

import { createActor, spare } from "../kernel/index.ts";
import type { Actor, Handler, Task } from "../kernel/index.ts";

/** Creates a system actor in the step of `cause`; `undefined` before the execution begins. */
export function startSystemActor(cause: Task | undefined, name: string, parent: Actor): Actor {
  const actor = createActor(parent.execution, parent, name);
  if (cause !== undefined) parent.execution.addCause(actor.task, cause);
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
