// Brute force by definition: all orders of all operations with a response and of subsets of those without. No cache, no
// partitioning, no lookahead.

import { structuralText } from "heddle/check";
import type { Model, RecordedOperation } from "heddle/check";

/** Whether some order explains the history. */
export function isExplained<State, Operation, Result>(
  history: readonly RecordedOperation<Operation, Result>[],
  model: Model<State, Operation, Result>,
  kept: "real-time" | "program",
): boolean {
  const search = (left: readonly RecordedOperation<Operation, Result>[], state: State): boolean => {
    if (left.every(({ returned }) => returned === undefined)) return true;
    return left.some((next) => {
      const isLate = left.some(
        ({ client, returned }) =>
          returned !== undefined && returned < next.invoked && (kept === "real-time" || client === next.client),
      );
      if (isLate) return false;
      const rest = left.filter((other) => other !== next);
      const stepped = model.step(state, next.operation, model.isPerClient === true ? next.client : "");
      const outcomes = Array.isArray(stepped) ? stepped : [stepped];
      return outcomes.some((outcome) => {
        if (next.returned === undefined) return search(rest, outcome.state);
        return structuralText(outcome.result) === structuralText(next.result) && search(rest, outcome.state);
      });
    });
  };
  return search(history, model.init());
}
