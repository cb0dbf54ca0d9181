// What floors above keep of one execution. The kernel knows none of it; an execution of which nobody keeps anything has
// no map.

import type { Execution } from "./execution.ts";

/** What the owner of `key` keeps of an execution; made when it is first asked for. */
export function stateOf<State>(execution: Execution, key: symbol, make: (execution: Execution) => State): State {
  execution.states ??= new Map();
  if (!execution.states.has(key)) execution.states.set(key, make(execution));
  return execution.states.get(key) as State;
}
