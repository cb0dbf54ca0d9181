// Explains a violation in words: the longest valid order, and the operation that does not fit after it.

import { must } from "../../errors.ts";
import { historyDiagram } from "../history/history-diagram.ts";
import type { Model, Stepped } from "../models/model.ts";
import { invocationText, resultText } from "../history/operation-text.ts";
import type { RecordedOperation } from "../history/recorded-operation.ts";
import { valueText } from "../history/value-text.ts";
import type { ViolationReason } from "./verdict.ts";
import type { LongestPrefix, KeptOrder } from "./wing-gong-lowe.ts";

/** The number of operations of an order that are named. */
const MAX_NAMED = 8;

/** The reason why no order explains `operations`, from the longest valid order. */
export function reasonOf<State, Operation, Result>(
  operations: readonly RecordedOperation<Operation, Result>[],
  model: Model<State, Operation, Result>,
  kept: KeptOrder,
  { order, state }: LongestPrefix<State, Operation, Result>,
): ViolationReason<Operation, Result> {
  const left = operations.filter((operation) => operation.returned !== undefined && !order.includes(operation));
  // It returns first, so no remaining operation must precede it: the order ends here because it does not fit.
  const [first] = left.toSorted((one, other) => (one.returned ?? 0) - (other.returned ?? 0));
  const misfit = must(first, "a complete order would explain the operations");
  const stateText = model.describeState?.(state) ?? valueText(state);
  const answers = answersTo(misfit, state, model).map((answer) => resultText(answer, misfit.operation, model));
  return {
    furthest: order,
    misfit,
    state: stateText,
    answers,
    sentence: [
      claimOf(operations.length, kept),
      prefixText(order, stateText, model),
      unexplainedText(misfit, answers, model),
    ].join(" "),
    drawing: historyDiagram(operations, model),
  };
}

function claimOf(count: number, kept: KeptOrder): string {
  if (count === 1) return "No order explains the result of this operation.";
  return `No order of these ${count} operations${kept === "program" ? " that keeps the order of each client" : ""} explains their results.`;
}

function answersTo<State, Operation, Result>(
  { client, operation }: RecordedOperation<Operation, Result>,
  state: State,
  model: Model<State, Operation, Result>,
): readonly Result[] {
  const stepped = model.step(state, operation, model.isPerClient === true ? client : "");
  const steps: readonly Stepped<State, Result>[] = Array.isArray(stepped)
    ? stepped
    : [stepped as Stepped<State, Result>];
  return steps.map(({ result }) => result);
}

function prefixText<State, Operation, Result>(
  order: readonly RecordedOperation<Operation, Result>[],
  state: string,
  model: Model<State, Operation, Result>,
): string {
  if (order.length === 0) return `The initial state is ${state}.`;
  const named = order
    .slice(-MAX_NAMED)
    .map(({ client, operation }) => `${invocationText(operation, model)} (${nameOf(client)})`);
  const more = order.length > MAX_NAMED ? `${order.length - MAX_NAMED} others, ` : "";
  return `Longest valid prefix: ${more}${named.join(", ")}; then the state is ${state}.`;
}

function unexplainedText<State, Operation, Result>(
  { client, operation, result }: RecordedOperation<Operation, Result>,
  answers: readonly string[],
  model: Model<State, Operation, Result>,
): string {
  const given = resultText(result as Result, operation, model);
  const subject = `Next, ${invocationText(operation, model)} (${nameOf(client)})`;
  if (answers.length === 0) return `${subject} is not possible in the model.`;
  const modelResults = [...new Set(answers)].join(" or ");
  return given === ""
    ? `${subject} does not match the model.`
    : `${subject} gave ${given}, but the model gives ${modelResults}.`;
}

function nameOf(client: string): string {
  return client.slice(client.lastIndexOf("/") + 1);
}
