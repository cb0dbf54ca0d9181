// Why a history is in violation, in a sentence: how far an order can go, and what does not fit there.

import { must } from "../../errors.ts";
import { historyDiagram } from "../history/history-diagram.ts";
import type { Model, Stepped } from "../models/model.ts";
import { askedText, resultText } from "../history/operation-text.ts";
import type { RecordedOperation } from "../history/recorded-operation.ts";
import { valueText } from "../history/value-text.ts";
import type { ViolationReason } from "./verdict.ts";
import type { LongestPrefix, KeptOrder } from "./wing-gong-lowe.ts";

/** How many operations of an order a sentence names. */
const NAMED = 8;

/** The reason why no order explains `operations`, from the order that gets furthest. */
export function reasonOf<State, Operation, Result>(
  operations: readonly RecordedOperation<Operation, Result>[],
  model: Model<State, Operation, Result>,
  kept: KeptOrder,
  { order, state }: LongestPrefix<State, Operation, Result>,
): ViolationReason<Operation, Result> {
  const left = operations.filter((operation) => operation.returned !== undefined && !order.includes(operation));
  // It ends first, so nothing that is left comes before it: the order ends here because it does not fit.
  const [first] = left.toSorted((one, other) => (one.returned ?? 0) - (other.returned ?? 0));
  const misfit = must(first, "an order of all operations would explain them");
  const shownState = model.describeState?.(state) ?? valueText(state);
  const answers = answersTo(misfit, state, model).map((answer) => resultText(answer, misfit.operation, model));
  return {
    furthest: order,
    misfit,
    state: shownState,
    answers,
    sentence: [
      claimOf(operations.length, kept),
      placeOf(order, shownState, model),
      unexplainedText(misfit, answers, model),
    ].join(" "),
    drawing: historyDiagram(operations, model),
  };
}

function claimOf(count: number, kept: KeptOrder): string {
  if (count === 1) return "Nothing explains the result of this operation.";
  return `No order of these ${count} operations${kept === "program" ? " that keeps each client's own" : ""} explains their results.`;
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

function placeOf<State, Operation, Result>(
  order: readonly RecordedOperation<Operation, Result>[],
  state: string,
  model: Model<State, Operation, Result>,
): string {
  if (order.length === 0) return `At first the state is ${state}.`;
  const named = order
    .slice(-NAMED)
    .map(({ client, operation }) => `${askedText(operation, model)} (${nameOf(client)})`);
  const more = order.length > NAMED ? `${order.length - NAMED} others, ` : "";
  return `One that gets as far as any: ${more}${named.join(", ")}; then the state is ${state}.`;
}

function unexplainedText<State, Operation, Result>(
  { client, operation, result }: RecordedOperation<Operation, Result>,
  answers: readonly string[],
  model: Model<State, Operation, Result>,
): string {
  const gave = resultText(result as Result, operation, model);
  const asked = `There ${askedText(operation, model)} of ${nameOf(client)} does not fit${gave === "" ? "" : `: it gave ${gave}`}`;
  if (answers.length === 0) return `${asked}, but the model does not allow it.`;
  return `${asked}, but the model gives ${[...new Set(answers)].join(" or ")}.`;
}

function nameOf(client: string): string {
  return client.slice(client.lastIndexOf("/") + 1);
}
