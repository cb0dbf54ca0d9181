// The calls that an execution waits for outside of all actors: code that awaits them is resumed when it is unwound.

import type { Task } from "../operations/task.ts";
import type { Execution } from "./execution.ts";
import { stateOf } from "./extension-state.ts";

/** The tasks whose code waits for an answer from outside; whoever starts a call adds its task, and removes it again. */
export function outsideCalls(execution: Execution): Set<Task> {
  return stateOf(execution, CALLS, () => new Set<Task>());
}

const CALLS: unique symbol = Symbol("outside calls");
