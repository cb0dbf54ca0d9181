// State that higher layers attach to an execution. The kernel knows nothing about it; an execution without any has no
// map.

import type { Execution } from "./execution.ts";

/** The state attached to an execution under `key`; created on first use. */
export function stateOf<State>(execution: Execution, key: symbol, make: (execution: Execution) => State): State {
  execution.states ??= new Map();
  if (!execution.states.has(key)) execution.states.set(key, make(execution));
  return execution.states.get(key) as State;
}
