// The number of executions that a fixed version must pass: HEDDLE_NIGHTLY=200000 for the long run.

/** Executions of each strategy. */
export const EXECUTIONS: number = Number(process.env["HEDDLE_NIGHTLY"] ?? 200);

/** A generous timeout for that number of executions. */
export const TIMEOUT: number = 600_000 + EXECUTIONS * 10;
