// The globals by which instrumented code and heddle find each other, whichever loader has loaded the code.

/** Holds the functions that instrumented code calls, while there are executions. */
export const HOOKS_KEY = "__heddleAwaits";
/** A set of the instrumented files that were loaded. */
export const FILES_KEY = "__heddleInstrumented";
