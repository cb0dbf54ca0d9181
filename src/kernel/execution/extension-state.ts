// State that higher layers attach to an execution. The kernel knows nothing about it; an execution without any has no
// map.

import type { Execution } from "./execution.ts";

/** The state attached to an execution under `key`; created on first use. */
export function stateOf<State>(execution: Execution, key: symbol, make: (execution: Execution) => State): State {
  execution.states ??= new Map();
  if (!execution.states.has(key)) execution.states.set(key, make(execution));
  return execution.states.get(key) as State;
}

const RELEASES = Symbol("releases");

/** Calls `release` when the execution has ended or is dropped: what it holds outside of itself is let go. */
export function releaseWith(execution: Execution, release: () => void): void {
  stateOf<(() => void)[]>(execution, RELEASES, () => []).push(release);
}

/** The execution has ended or is dropped. */
export function releaseAll({ states }: Execution): void {
  if (states === undefined) return;
  const releases = states.get(RELEASES) as readonly (() => void)[] | undefined;
  states.delete(RELEASES);
  releases?.forEach((release) => {
    release();
  });
}
