// Checks whether a model explains the concurrent calls of fast-check's commands in a sequential order, by the search of
// the `check` layer.

import { stringify } from "fast-check";

import { linearizability } from "../check/index.ts";
import type { Model, RecordedOperation } from "../check/index.ts";

/** A call of a client. */
export interface Call<State> {
  /** `client-1`, `client-2` … */
  readonly client: string;
  /** The command as text. */
  readonly name: string;
  /** Applies the call to a state of the model. */
  readonly apply: (model: State) => Applied<State>;
  /** The position of the invocation among all invocations and responses. */
  readonly invoked: number;
  /** `undefined` while the call is pending. Only the last call of a client that has exited stays pending. */
  readonly response: Response | undefined;
}

/** The response to a call. */
export interface Response {
  /** What the call returned. */
  readonly result: unknown;
  /** Its position among all invocations and responses. */
  readonly responded: number;
}

/** The next state of a model, and its result. */
export interface Applied<State, Result = unknown> {
  /** The state of the model after the command. */
  readonly model: State;
  /** What the command returns, compared as fast-check prints it. */
  readonly result: Result;
}

/**
 * Whether there is an order of the calls in which the model gives their results, and in which a call that returned
 * before another was invoked precedes it. A pending call may take effect at any point after its invocation, with any
 * result of the model, or not at all. Results and states are equal if fast-check prints them equally.
 * @param clients the calls of each client, in order
 */
export function linearizes<State>(clients: readonly (readonly Call<State>[])[], initial: State): boolean {
  const model: Model<State, Call<State>, unknown> = {
    init: () => initial,
    step(state, call) {
      const { model: next, result } = call.apply(state);
      return { result, state: next };
    },
    key: stringify,
    isSameResult: (result, recorded) => stringify(result) === stringify(recorded),
  };
  const operations = clients.flat().map((call): RecordedOperation<Call<State>> => {
    const { client, invoked, response } = call;
    return { client, operation: call, invoked, returned: response?.responded, result: response?.result };
  });
  const unlimited = { maxStates: Number.POSITIVE_INFINITY, reduce: false };
  return linearizability(operations, model, unlimited).verdict === "passed";
}
