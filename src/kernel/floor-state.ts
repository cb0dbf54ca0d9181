// What the floors above keep of an execution, so that they need no state of their own.

import type { Execution } from "./execution.ts";

/** What the floor that has `key` keeps of an execution; made when it is first asked for. */
export function stateOf<State>(execution: Execution, key: symbol, make: () => State): State {
  execution.states ??= new Map();
  if (!execution.states.has(key)) execution.states.set(key, make());
  return execution.states.get(key) as State;
}
