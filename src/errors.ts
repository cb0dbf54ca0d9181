// The four error classes of the library and `must`. A finding (a failed assertion, a deadlock) is a value,
// not one of these; they say that the caller, the program, a recording or heddle itself is at fault.

/** What an error of heddle carries beside its message. */
export interface ErrorDetails {
  /** Stable across releases, for programs that react to an error. */
  readonly code: string;
  readonly cause?: unknown;
}

abstract class HeddleError extends Error {
  readonly code: string;

  constructor(message: string, details: ErrorDetails) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.code = details.code;
  }
}

/** The caller's mistake: a wrong option, a damaged token, a primitive called outside an execution. */
export class UsageError extends HeddleError {
  override readonly name: string = "UsageError";
}

/** Where a program does something else than was recorded. */
export interface Divergence {
  /** The number of the step that differs, from 1. */
  readonly step: number;
  /** Who did what to which object when it was recorded, as far as the recording tells. */
  readonly expected: string;
  /** What it does now, or could do. */
  readonly actual: string;
}

/** A recorded schedule does not fit the program: the program changed, or the token belongs to another one. */
export class ReplayDivergence extends HeddleError {
  override readonly name: string = "ReplayDivergence";
  /** Where it does not; `undefined` when only the end differs. */
  readonly divergence: Divergence | undefined;

  constructor(message: string, details: ErrorDetails & { readonly divergence?: Divergence }) {
    super(message, details);
    this.divergence = details.divergence;
  }
}

/** The program escaped the kernel: something heddle does not control decided what happens next. */
export class UncontrolledNondeterminism extends HeddleError {
  override readonly name: string = "UncontrolledNondeterminism";
}

/** A broken invariant of heddle. Please report it with the token. */
export class InternalError extends HeddleError {
  override readonly name: string = "InternalError";

  constructor(message: string) {
    super(`${message} This is a bug in heddle: please report it with the program and the token.`, {
      code: "internal",
    });
  }
}

/**
 * Narrows away `undefined` where an invariant guarantees a value.
 * @throws InternalError with `why`, the broken invariant, when there is none.
 */
export function must<T>(value: T | undefined, why: string): T {
  if (value === undefined) throw new InternalError(`Expected a value: ${why}.`);
  return value;
}
