// How a supervisor answers what it is asked: with a value, or with an error that is the asker's and not its own.

import { UsageError } from "../../errors.ts";
import { ChildRefused, ChildStartFailed } from "../server/start-error.ts";

/** The reply to a request. */
export type RequestOutcome =
  | { readonly kind: "done"; readonly value: unknown }
  | { readonly kind: "refused"; readonly error: Error };

/** Does what is asked. @throws what is no answer but the end of the supervisor */
export async function answerWith(work: () => unknown): Promise<RequestOutcome> {
  try {
    return { kind: "done", value: await work() };
  } catch (error) {
    const isAnswer = error instanceof ChildRefused || error instanceof ChildStartFailed || error instanceof UsageError;
    if (isAnswer) return { kind: "refused", error };
    throw error;
  }
}

/** The value of an answer, in the actor that asked. @throws its error */
export function valueOf(answer: RequestOutcome): unknown {
  if (answer.kind === "refused") throw answer.error;
  return answer.value;
}
