// A module that a test imports within an execution.

/** Something to import. */
export const answer = 42;
