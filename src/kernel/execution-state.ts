// What floors above the kernel keep for the length of one execution.

import type { Execution } from "./execution.ts";

/** The state under a key; made when it is first asked for. */
export function stateOf<State>(execution: Execution, key: symbol, make: () => State): State {
  execution.states ??= new Map();
  if (!execution.states.has(key)) execution.states.set(key, make());
  return execution.states.get(key) as State;
}
