// How many executions a fixed version must pass: HEDDLE_NIGHTLY=200000 for the long run.

/** Executions of each strategy. */
export const EXECUTIONS: number = Number(process.env["HEDDLE_NIGHTLY"] ?? 500);

/** Time enough for that many, whatever else the machine does. */
export const TIMEOUT: number = 30_000 + EXECUTIONS * 10;
