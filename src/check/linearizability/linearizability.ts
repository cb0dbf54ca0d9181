// Checks whether a history is linearizable (Herlihy and Wing, "Linearizability: a correctness condition for concurrent
// objects", 1990) or sequentially consistent (Lamport, 1979).

import { InternalError } from "../../errors.ts";
import { checkOptionNames } from "../../options.ts";
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

/** Options for checking a history. */
export interface JudgeOptions extends SearchLimits {
  /** Whether to minimize the violating part. Default true; otherwise `smallest` is the whole part. */
  readonly reduce?: boolean;
}

const OPTIONS: readonly string[] = ["maxStates", "budgetMs", "now", "reduce"];

/**
 * Checks for an order of the operations in which the model gives every recorded result, and in which an operation that
 * returned before another was invoked precedes it. Linearizability is that of Herlihy and Wing (1990), the search that
 * of Wing and Gong (1993) with the cache of Lowe (2017).
 * @throws UsageError (`malformed-history`, `unknown-operation`, `no-structure`, `unknown-option`, `invalid-option`)
 * @example const { verdict } = linearizability(history.operations, registerModel());
 */
export function linearizability<State, Operation, Result>(
  operations: readonly RecordedOperation<Operation, Result>[],
  model: Model<State, Operation, Result>,
  options: JudgeOptions = {},
): HistoryVerdict<Operation, Result> {
  checkHistory(operations);
  // Short parts first, so that a long part cannot use up the budget before a violation in a short one is found.
  const parts = (model.partition?.(operations) ?? [operations]).toSorted((one, other) => one.length - other.length);
  return checkParts(parts, model, "real-time", options);
}

/**
 * Checks for an order of the operations in which the model gives every recorded result, and which keeps the order of
 * each client's operations. An operation that returned before another client's was invoked may follow it. The model's
 * partition is not used: parts that are sequentially consistent separately may not be so together. Sequential
 * consistency is that of Lamport (1979).
 * @throws UsageError (`malformed-history`, `unknown-operation`, `no-structure`, `unknown-option`, `invalid-option`)
 */
export function sequentialConsistency<State, Operation, Result>(
  operations: readonly RecordedOperation<Operation, Result>[],
  model: Model<State, Operation, Result>,
  options: JudgeOptions = {},
): HistoryVerdict<Operation, Result> {
  checkHistory(operations);
  return checkParts([operations], model, "program", options);
}

function checkParts<State, Operation, Result>(
  parts: readonly (readonly RecordedOperation<Operation, Result>[])[],
  model: Model<State, Operation, Result>,
  order: KeptOrder,
  options: JudgeOptions,
): HistoryVerdict<Operation, Result> {
  checkOptionNames(options, OPTIONS, "a history check");
  const budget = budgetOf(options);
  const orders: (readonly RecordedOperation<Operation, Result>[])[] = [];
  for (const part of parts) {
    const result = search(part, model, order, budget);
    if (result.kind === "none") {
      const { spent: states } = budget;
      const smallest = options.reduce === false ? part : smallestHistory(part, model, order, budget);
      const prefix = smallest === part ? result.longestPrefix : longestPrefixIn(smallest, model, order);
      return { verdict: "violated", order, part, smallest, reason: reasonOf(smallest, model, order, prefix), states };
    }
    if (result.kind === "stopped") {
      const placed = result.longestPrefix.order.filter(({ returned }) => returned !== undefined).length;
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
  if (result.kind === "none") return result.longestPrefix;
  throw new InternalError("The minimized part of a violating history can be explained.");
}

/**
 * Merges the orders of the parts. Linearizability is local (Herlihy and Wing, theorem 1): each operation takes effect
 * at the latest invocation up to its own position, which is before its return. An operation may belong to several
 * parts; it is included once.
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
