// Calls that overlap in time, and whether they can be explained one after the other: the definition of Herlihy and
// Wing, "Linearizability" (1990), searched as in Wing and Gong, "Testing and verifying concurrent objects" (1993), with
// the states that led nowhere remembered (Lowe, "Testing for linearizability", 2017). Exact, and exponential at worst;
// meant for the small histories that fast-check generates. A floor for histories will take its place behind the same
// function.

import { stringify } from "fast-check";

/** One call of one client. */
export interface Call<Model> {
  readonly client: string;
  /** What was called, for people. */
  readonly name: string;
  /** What a model does that gets the call in this state. */
  readonly apply: (model: Model) => Applied<Model>;
  /** The place of the invocation in the order of all invocations and responses. */
  readonly invoked: number;
  /** `undefined` while the call is pending, which it stays when its client exits: only the last of a client can be. */
  readonly response: Response | undefined;
}

/** How a call ended. */
export interface Response {
  readonly result: unknown;
  /** Its place in the order of all invocations and responses. */
  readonly responded: number;
}

/** The next state of a model, and its answer. */
export interface Applied<Model, Result = unknown> {
  readonly model: Model;
  readonly result: Result;
}

/**
 * Whether there is an order of the calls in which the model gives their results, and in which a call that had ended
 * before another began comes before it. A pending call may come at any point after its invocation, whatever the model
 * answers, or not at all. Results and states are equal when fast-check prints them alike.
 * @param clients for each its calls, one after the other
 */
export function linearizes<Model>(clients: readonly (readonly Call<Model>[])[], initial: Model): boolean {
  const hopeless = new Set<string>();
  const search = (done: readonly number[], model: Model): boolean => {
    const heads = clients.map((calls, client) => calls[done[client] ?? 0]);
    const firstResponse = Math.min(...heads.map((head) => head?.response?.responded ?? Number.POSITIVE_INFINITY));
    if (firstResponse === Number.POSITIVE_INFINITY) return true;
    const state = stringify([done, model]);
    if (hopeless.has(state)) return false;
    const isExplained = heads.some((head, client) => {
      if (head === undefined || head.invoked > firstResponse) return false;
      const applied = head.apply(model);
      if (head.response !== undefined && stringify(applied.result) !== stringify(head.response.result)) return false;
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
