// Calls that overlap in time, and whether a model explains them one after the other. The search is that of the floor
// `check`; here are the calls as fast-check's commands make them.

import { stringify } from "fast-check";

import { linearizability } from "../check/index.ts";
import type { Model, RecordedOperation } from "../check/index.ts";

/** One call of one client. */
export interface Call<State> {
  readonly client: string;
  /** What was called, for people. */
  readonly name: string;
  /** What a model does that gets the call in this state. */
  readonly apply: (model: State) => Applied<State>;
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
export interface Applied<State, Result = unknown> {
  readonly model: State;
  readonly result: Result;
}

/**
 * Whether there is an order of the calls in which the model gives their results, and in which a call that had ended
 * before another began comes before it. A pending call may come at any point after its invocation, whatever the model
 * answers, or not at all. Results and states are equal when fast-check prints them alike.
 * @param clients for each its calls, one after the other
 */
export function linearizes<State>(clients: readonly (readonly Call<State>[])[], initial: State): boolean {
  const model: Model<State, Call<State>, unknown> = {
    init: () => initial,
    step(state, call) {
      const { model: next, result } = call.apply(state);
      return { result, state: next };
    },
    key: stringify,
    isSameResult: (answer, recorded) => stringify(answer) === stringify(recorded),
  };
  const operations = clients.flat().map((call): RecordedOperation<Call<State>> => {
    const { client, invoked, response } = call;
    return { client, operation: call, invoked, returned: response?.responded, result: response?.result };
  });
  const unlimited = { maxStates: Number.POSITIVE_INFINITY, reduce: false };
  return linearizability(operations, model, unlimited).verdict === "passed";
}
