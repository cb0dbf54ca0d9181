// Serialization of errors between threads; cloning would lose their classes and codes.

import { ReplayDivergence, UncontrolledNondeterminism, UsageError } from "../../errors.ts";
import { headline } from "../../explore/index.ts";

/** An error as data. */
export interface SerializedError {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly stack: string | undefined;
}

/** Serializes any thrown value. */
export function serializeError(error: unknown): SerializedError {
  if (!(error instanceof Error)) return { name: "Error", message: headline(error), code: undefined, stack: undefined };
  const { message, name, stack } = error;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return { name, message, code, stack };
}

/** Restores an error: heddle's errors with their class, others as an `Error` with the same name. */
export function deserializeError({ code = "internal", message, name, stack }: SerializedError): Error {
  const error = createError(name, message, code);
  if (stack !== undefined) error.stack = stack;
  return error;
}

function createError(name: string, message: string, code: string): Error {
  switch (name) {
    case "ReplayDivergence":
      return new ReplayDivergence(message, { code });
    case "UncontrolledNondeterminism":
      return new UncontrolledNondeterminism(message, { code });
    case "UsageError":
      return new UsageError(message, { code });
    default:
      return Object.assign(new Error(message), { name });
  }
}
