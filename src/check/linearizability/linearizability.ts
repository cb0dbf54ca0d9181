// Whether a history is linearizable (Herlihy and Wing, "Linearizability: a correctness condition for concurrent
// objects", 1990) or sequentially consistent (Lamport, 1979).

import { InternalError, UsageError } from "../../errors.ts";
import type { Model } from "../models/model.ts";
import { checkHistory } from "../history/recorded-operation.ts";
import type { RecordedOperation } from "../history/recorded-operation.ts";
import { budgetOf, SearchBudget } from "./search-budget.ts";
import type { SearchLimits } from "./search-budget.ts";
import { smallestHistory } from "./smallest-history.ts";
import type { HistoryVerdict } from "./verdict.ts";
import { reasonOf } from "./violation-reason.ts";
import { search } from "./wing-gong-lowe.ts";
import type { LongestPrefix, KeptOrder } from "./wing-gong-lowe.ts";

/** How a history is judged. */
export interface JudgeOptions extends SearchLimits {
  /** Whether to look for the smallest part that is in violation. Default true; else `smallest` is the whole part. */
  readonly reduce?: boolean;
}

const OPTIONS: readonly string[] = ["maxStates", "budgetMs", "now", "reduce"];

/**
 * Whether there is one order of the operations in which the model gives every recorded result, and in which an
 * operation that had ended before another began comes before it.
 * @throws UsageError (`malformed-history`, `unknown-operation`, `no-structure`, `unknown-option`, `invalid-option`)
 * @example const { verdict } = linearizability(history.operations, registerModel());
 */
export function linearizability<State, Operation, Result>(
  operations: readonly RecordedOperation<Operation, Result>[],
  model: Model<State, Operation, Result>,
  options: JudgeOptions = {},
): HistoryVerdict<Operation, Result> {
  checkHistory(operations);
  // Short parts first, so that a violation is not missed for want of budget behind a long one.
  const parts = (model.partition?.(operations) ?? [operations]).toSorted((one, other) => one.length - other.length);
  return judge(parts, model, "real-time", options);
}

/**
 * Whether there is one order of the operations in which the model gives every recorded result, and in which those of
 * each client come in its own order. What ended before another client's operation began may come after it. The
 * partition of the model is not used: parts that are sequentially consistent one by one may not be so together.
 * @throws UsageError (`malformed-history`, `unknown-operation`, `no-structure`, `unknown-option`, `invalid-option`)
 */
export function sequentialConsistency<State, Operation, Result>(
  operations: readonly RecordedOperation<Operation, Result>[],
  model: Model<State, Operation, Result>,
  options: JudgeOptions = {},
): HistoryVerdict<Operation, Result> {
  checkHistory(operations);
  return judge([operations], model, "program", options);
}

function judge<State, Operation, Result>(
  parts: readonly (readonly RecordedOperation<Operation, Result>[])[],
  model: Model<State, Operation, Result>,
  order: KeptOrder,
  options: JudgeOptions,
): HistoryVerdict<Operation, Result> {
  checkOptions(options);
  const budget = budgetOf(options);
  const orders: (readonly RecordedOperation<Operation, Result>[])[] = [];
  for (const part of parts) {
    const result = search(part, model, order, budget);
    if (result.kind === "none") {
      const { spent: states } = budget;
      const smallest = options.reduce === false ? part : smallestHistory(part, model, order, budget);
      const furthest = smallest === part ? result.furthest : longestPrefixIn(smallest, model, order);
      return { verdict: "violated", order, part, smallest, reason: reasonOf(smallest, model, order, furthest), states };
    }
    if (result.kind === "stopped") {
      const placed = result.furthest.order.filter(({ returned }) => returned !== undefined).length;
      return {
        verdict: "undecided",
        why: result.why,
        parts: parts.length,
        passed: orders.length,
        placed,
        operations: part.length,
        states: budget.spent,
      };
    }
    orders.push(result.order);
  }
  const [only] = orders;
  const linearization = only !== undefined && orders.length === 1 ? only : merged(orders);
  return { verdict: "passed", linearization, states: budget.spent };
}

function longestPrefixIn<State, Operation, Result>(
  smallest: readonly RecordedOperation<Operation, Result>[],
  model: Model<State, Operation, Result>,
  order: KeptOrder,
): LongestPrefix<State, Operation, Result> {
  const unlimited = new SearchBudget(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  const result = search(smallest, model, order, unlimited);
  if (result.kind === "none") return result.furthest;
  throw new InternalError("What is left of a history in violation can be explained.");
}

/**
 * One order out of those of the parts. Linearizability is local (Herlihy and Wing, theorem 1): each operation takes
 * effect at the latest of the invocations up to its own place, which is before its return. A partition may put one
 * operation into several parts; it counts once.
 */
function merged<Operation, Result>(
  orders: readonly (readonly RecordedOperation<Operation, Result>[])[],
): readonly RecordedOperation<Operation, Result>[] {
  const placed = orders.flatMap((order) => {
    let moment = Number.NEGATIVE_INFINITY;
    return order.map((operation) => {
      moment = Math.max(moment, operation.invoked);
      return { moment, operation };
    });
  });
  const sorted = placed.toSorted((one, other) => one.moment - other.moment);
  return [...new Set(sorted.map(({ operation }) => operation))];
}

function checkOptions(options: JudgeOptions): void {
  const unknown = Object.keys(options).find((option) => !OPTIONS.includes(option));
  if (unknown === undefined) return;
  throw new UsageError(`A judge of histories has no option "${unknown}". Known are ${OPTIONS.join(", ")}.`, {
    code: "unknown-option",
  });
}
