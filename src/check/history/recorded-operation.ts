// A history as plain data: what each client asked, what it was answered, and what ended before what began.

import { UsageError } from "../../errors.ts";

/**
 * One operation of a history. Numbers say what came before what; they may be counts or clock readings. An operation
 * that ended at the very moment when another began overlaps it.
 */
export interface RecordedOperation<Operation = unknown, Result = unknown> {
  /** Who asked. */
  readonly client: string;
  /** What was asked. */
  readonly operation: Operation;
  /** When it was asked. */
  readonly invoked: number;
  /** When it was answered. Without it the operation is pending: it may happen at any time from `invoked` on, or never. */
  readonly returned?: number | undefined;
  /** What the answer was, `undefined` too; of a pending operation it means nothing. */
  readonly result?: Result | undefined;
}

/** @throws UsageError (`malformed-history`) */
export function checkHistory(operations: readonly RecordedOperation[]): void {
  for (const [index, { client, invoked, returned }] of operations.entries()) {
    const isWhole = typeof client === "string" && isTime(invoked) && (returned === undefined || isTime(returned));
    if (isWhole && (returned === undefined || returned >= invoked)) continue;
    const found = `client ${client}, invoked ${String(invoked)}, returned ${String(returned)}`;
    throw new UsageError(
      `Operation ${index} of the history is malformed: ${found}. Expected are a text and two numbers, of which ` +
        "`returned` is not the smaller one, or missing while the operation is pending. See where the history is made.",
      { code: "malformed-history" },
    );
  }
}

function isTime(value: unknown): boolean {
  return typeof value === "number" && !Number.isNaN(value);
}
