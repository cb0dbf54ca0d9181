// The four error classes of the library and `must`. They mean that the caller, the program, a recording or heddle
// itself is at fault. A finding (a failed assertion, a deadlock) is a value instead.

/** The fields of a heddle error besides its message. */
export interface ErrorDetails {
  /** Stable across releases, so that programs can handle it; docs/errors.md lists all. */
  readonly code: string;
  /** The error that led to this one. Default: none. */
  readonly cause?: unknown;
}

/** The base of heddle's errors. */
abstract class HeddleError extends Error {
  /** Says what happened: stable across releases, so that programs can handle it; docs/errors.md lists all. */
  readonly code: string;

  /** @param message what happened, what was expected and what to do next */
  constructor(message: string, details: ErrorDetails) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.code = details.code;
  }
}

/** The caller's mistake: a wrong option, a damaged token, a primitive called outside an execution. */
export class UsageError extends HeddleError {
  override readonly name: string = "UsageError";
}

/** The first step at which a replay differs from the recording. */
export interface Divergence {
  /** The number of the step that differs, from 1. */
  readonly step: number;
  /** The recorded actor, operation and object, as far as the recording has them. */
  readonly expected: string;
  /** What happens now, or could happen. */
  readonly actual: string;
}

/** A recorded schedule does not fit the program: the program changed, or the token belongs to another one. */
export class ReplayDivergence extends HeddleError {
  override readonly name: string = "ReplayDivergence";
  /** The first difference; `undefined` when only the end differs. */
  readonly divergence: Divergence | undefined;

  /** @param details the code, and the first difference if a step differs */
  constructor(message: string, details: ErrorDetails & { readonly divergence?: Divergence }) {
    super(message, details);
    this.divergence = details.divergence;
  }
}

/** The program escaped the kernel: something that heddle does not control decided what happened next. */
export class UncontrolledNondeterminism extends HeddleError {
  override readonly name: string = "UncontrolledNondeterminism";
}

/** A broken invariant of heddle. Please report it with the token. */
export class InternalError extends HeddleError {
  override readonly name: string = "InternalError";

  /** @param message the invariant that is broken */
  constructor(message: string) {
    super(`${message} This is a bug in heddle: please report it with the program and the token.`, {
      code: "internal",
    });
  }
}

/**
 * Narrows away `undefined` where an invariant guarantees a value.
 * @throws InternalError with `why`, the broken invariant, when `value` is undefined
 */
export function must<T>(value: T | undefined, why: string): T {
  if (value === undefined) throw new InternalError(`Expected a value: ${why}.`);
  return value;
}
