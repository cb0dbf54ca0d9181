// The globals by which instrumented code and heddle find each other, whichever loader has loaded the code.

/** The folder of the heddle that explores, while it does: a second copy in the process has another one. */
export const COPY_KEY = "__heddleCopy";
/** Holds the functions that instrumented code calls, while there are executions. */
export const HOOKS_KEY = "__heddleAwaits";
/** A set of the instrumented files that were loaded. */
export const FILES_KEY = "__heddleInstrumented";
/** The number of awaits in each of them, by its name. */
export const AWAITS_KEY = "__heddleAwaitCounts";
/** A set of those whose plain state is tracked. */
export const STATE_FILES_KEY = "__heddleStateFiles";
/** Holds the functions that such files call, while there are executions. */
export const STATE_HOOKS_KEY = "__heddleState";

/** A map from the files that are instantiated afresh to the pieces of code which do so, in the order in which they were loaded. */
export const FRESH_KEY = "__heddleFresh";

/** The field by which the variables of a module have the same identity in every thread. */
export const MODULE_SCOPE = "__heddleModule";

/** What destructuring reads of a value: `1` the value, `*` all of it, `**` all in it, or parts of its properties. */
export type Shape = 1 | "*" | "**" | readonly (readonly [key: string, shape: Shape])[];

/** Called by instrumented code before it does what they say. Outside of the code of an execution they do nothing. */
export interface StateHooks {
  /** A property is read. */
  readonly read: (object: unknown, key: unknown) => void;
  /** A property is written, or read and written. */
  readonly write: (object: unknown, key: unknown) => void;
  /** An object is new. */
  readonly create: (object: unknown, name: string) => void;
  /** All properties or elements are read. */
  readonly readAll: (object: unknown) => void;
  /** A pattern reads the properties of its shape. */
  readonly destructure: (object: unknown, shape: Shape) => void;
  /** Anything may be read and written. */
  readonly touchEverything: (value?: unknown) => void;
  /** Something is read that only such code writes as touches everything. */
  readonly use: (value?: unknown) => void;
  /** What a call has returned is kept, and not awaited at once. */
  readonly keep: (value: unknown) => void;
  /** An async function returns a value, which it awaits if it is a promise. */
  readonly give: (value: unknown) => void;
  /** A constructor is called. */
  readonly construct: (type: unknown) => void;
  /** A method is called: returns what has the method. */
  readonly method: (object: unknown, key: unknown) => unknown;
  /** A function is called: returns the function to call. */
  readonly callee: (callee: unknown) => unknown;
  /** A loop that takes time begins: returns what it runs through. */
  readonly iterate: (iterable: unknown) => unknown;
}
