// One operation of a history as people read it.

import type { Model } from "../models/model.ts";
import type { RecordedOperation } from "./recorded-operation.ts";
import { valueText } from "./value-text.ts";

/** The part of a model that says how operations are shown. */
export type Describer<Operation, Result> = Pick<
  Model<unknown, Operation, Result>,
  "describe" | "describeResult" | "describeState"
>;

/** An operation and its result, for example `read: 1`; without the result while it is pending or `undefined`. */
export function operationText<Operation, Result>(
  recorded: RecordedOperation<Operation, Result>,
  describer: Describer<Operation, Result>,
): string {
  const asked = askedText(recorded.operation, describer);
  if (recorded.returned === undefined) return asked;
  const result = resultText(recorded.result as Result, recorded.operation, describer);
  return result === "" ? asked : `${asked}: ${result}`;
}

/** What was asked. */
export function askedText<Operation, Result>(operation: Operation, describer: Describer<Operation, Result>): string {
  return describer.describe?.(operation) ?? valueText(operation);
}

/** What was answered. */
export function resultText<Operation, Result>(
  result: Result,
  operation: Operation,
  describer: Describer<Operation, Result>,
): string {
  return describer.describeResult?.(result, operation) ?? valueText(result);
}
