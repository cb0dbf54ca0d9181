// The outcome of a request to a supervisor: a value, or an error that is thrown in the caller instead of ending the
// supervisor.

import { UsageError } from "../../errors.ts";
import { ChildRefused, ChildStartFailed } from "../server/start-error.ts";

/** The reply to a request: its `value`, or the `error` that the caller throws. */
export type RequestOutcome =
  | { readonly kind: "done"; readonly value: unknown }
  | { readonly kind: "refused"; readonly error: Error };

/** Performs a request. @throws errors that are no reply but the end of the supervisor */
export async function outcomeOf(work: () => unknown): Promise<RequestOutcome> {
  try {
    return { kind: "done", value: await work() };
  } catch (error) {
    const isRefusal = error instanceof ChildRefused || error instanceof ChildStartFailed || error instanceof UsageError;
    if (isRefusal) return { kind: "refused", error };
    throw error;
  }
}

/** The value of an outcome, in the caller. @throws its error */
export function valueOf(outcome: RequestOutcome): unknown {
  if (outcome.kind === "refused") throw outcome.error;
  return outcome.value;
}
