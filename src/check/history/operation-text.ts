// Formats an operation of a history.

import type { Model } from "../models/model.ts";
import type { RecordedOperation } from "./recorded-operation.ts";
import { valueText } from "./value-text.ts";

/** The part of a model that formats operations. */
export type Describer<Operation, Result> = Pick<
  Model<unknown, Operation, Result>,
  "describe" | "describeResult" | "describeState"
>;

/** An operation and its result, for example `read: 1`; without the result if it is pending or formatted as empty. */
export function operationText<Operation, Result>(
  recorded: RecordedOperation<Operation, Result>,
  describer: Describer<Operation, Result>,
): string {
  const invocation = invocationText(recorded.operation, describer);
  if (recorded.returned === undefined) return invocation;
  const result = resultText(recorded.result as Result, recorded.operation, describer);
  return result === "" ? invocation : `${invocation}: ${result}`;
}

/** The operation without its result. */
export function invocationText<Operation, Result>(
  operation: Operation,
  describer: Describer<Operation, Result>,
): string {
  return describer.describe?.(operation) ?? valueText(operation);
}

/** The result of an operation. */
export function resultText<Operation, Result>(
  result: Result,
  operation: Operation,
  describer: Describer<Operation, Result>,
): string {
  return describer.describeResult?.(result, operation) ?? valueText(result);
}
