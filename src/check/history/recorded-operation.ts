// A history as plain data: the operations of each client with their results and times.

import { UsageError } from "../../errors.ts";

/**
 * One operation of a history. Times only define an order; they may be counters or clock readings. An operation that
 * returned at the same time at which another was invoked overlaps it.
 */
export interface RecordedOperation<Operation = unknown, Result = unknown> {
  /** The client that invoked it. */
  readonly client: string;
  /** What was called, with its arguments, as the model knows it. */
  readonly operation: Operation;
  /** The time of its invocation. */
  readonly invoked: number;
  /**
   * The time of its response. Absent for a pending operation, which may take effect any time after `invoked`, or never.
   */
  readonly returned?: number | undefined;
  /** Its result, which may be `undefined`; absent for a pending operation. */
  readonly result?: Result | undefined;
}

/** Checks that a history is well-formed. @throws UsageError (`malformed-history`) */
export function checkHistory(operations: readonly RecordedOperation[]): void {
  for (const [index, { client, invoked, returned }] of operations.entries()) {
    const isWhole = typeof client === "string" && isTime(invoked) && (returned === undefined || isTime(returned));
    if (isWhole && (returned === undefined || returned >= invoked)) continue;
    const found = `client ${client}, invoked ${String(invoked)}, returned ${String(returned)}`;
    throw new UsageError(
      `Operation ${index} of the history is malformed: ${found}. Expected a string and two numbers, where \`returned\` is ` +
        "at least `invoked`, or missing while the operation is pending. Check the code that creates the history.",
      { code: "malformed-history" },
    );
  }
}

function isTime(value: unknown): boolean {
  return typeof value === "number" && !Number.isNaN(value);
}
