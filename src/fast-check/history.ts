// Calls that overlap in time, and whether they can be explained one after the other: the definition of Herlihy and
// Wing, "Linearizability" (1990), searched as in Wing and Gong, "Testing and verifying concurrent objects" (1993), with
// the states that led nowhere remembered (Lowe, "Testing for linearizability", 2017). Exact, and exponential at worst;
// meant for the small histories that fast-check generates. A floor for histories will take its place behind the same
// function.

import { stringify } from "fast-check";

/** One call of one client, from its invocation to its response. */
export interface CompletedCall<Model> {
  readonly client: string;
  /** What was called, for people. */
  readonly name: string;
  /** What a model does that gets the call in this state. */
  readonly apply: (model: Model) => Applied<Model>;
  readonly result: unknown;
  /** The places of invocation and response in the order of all of them. */
  readonly invoked: number;
  readonly responded: number;
}

/** The next state of a model, and its answer. */
export interface Applied<Model, Result = unknown> {
  readonly model: Model;
  readonly result: Result;
}

/**
 * Whether there is an order of the calls in which the model gives their results, and in which a call that had ended
 * before another began comes before it. Results and states are equal when fast-check prints them alike.
 * @param clients for each its calls, one after the other
 */
export function linearizes<Model>(clients: readonly (readonly CompletedCall<Model>[])[], initial: Model): boolean {
  const hopeless = new Set<string>();
  const search = (done: readonly number[], model: Model): boolean => {
    const heads = clients.map((calls, client) => calls[done[client] ?? 0]);
    const firstResponse = Math.min(...heads.map((head) => head?.responded ?? Number.POSITIVE_INFINITY));
    if (firstResponse === Number.POSITIVE_INFINITY) return true;
    const state = stringify([done, model]);
    if (hopeless.has(state)) return false;
    const isExplained = heads.some((head, client) => {
      if (head === undefined || head.invoked > firstResponse) return false;
      const applied = head.apply(model);
      if (stringify(applied.result) !== stringify(head.result)) return false;
      return search(done.with(client, (done[client] ?? 0) + 1), applied.model);
    });
    if (!isExplained) hopeless.add(state);
    return isExplained;
  };
  return search(
    clients.map(() => 0),
    initial,
  );
}
