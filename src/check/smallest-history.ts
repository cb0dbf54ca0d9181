// From a history that no order explains to a few of its operations that no order explains either.
//
// To leave an operation out of a history is to say that it did not happen, which may explain too little: without the
// write of 1, a read that gives 1 is wrong for another reason than it was. So an operation is left out only when the
// history is in violation with the operation pending, too, whether and whenever it may have happened. Then the
// rest is in violation because of what the rest says. See decision 21.

import { InternalError } from "../errors.ts";
import type { Model } from "./model.ts";
import type { RecordedOperation } from "./recorded-operation.ts";
import { SearchBudget } from "./search-budget.ts";
import type { ViolatedHistory } from "./verdict.ts";
import { reasonOf } from "./violation-reason.ts";
import { search } from "./wing-gong-lowe.ts";
import type { KeptOrder } from "./wing-gong-lowe.ts";

/** What one attempt may cost, and all together: with many pending operations a search takes exponential time. */
const STATES_PER_ATTEMPT = 20_000;
const STATES = 300_000;

/** A part of a history in violation that is in violation itself, and why; with budget enough, none can be left out. */
export function smallestHistory<State, Operation, Result>(
  operations: readonly RecordedOperation<Operation, Result>[],
  model: Model<State, Operation, Result>,
  kept: KeptOrder,
  budget: SearchBudget,
): Pick<ViolatedHistory<Operation, Result>, "smallest" | "reason"> {
  const share = budget.share(STATES);
  const isViolated = (history: readonly RecordedOperation<Operation, Result>[]): boolean => {
    const attempt = share.share(STATES_PER_ATTEMPT);
    const { kind } = search(history, model, kept, attempt);
    share.settle(attempt);
    return kind === "none";
  };
  // Pending operations explain nothing that is in violation with them.
  const completed = operations.filter(({ returned }) => returned !== undefined);
  const cut = kept === "real-time" ? cutInTime(operations, isViolated) : undefined;
  const smallest = withoutIdle(cut ?? completed, isViolated);
  const last = search(smallest, model, kept, new SearchBudget(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY));
  if (last.kind === "found") throw new InternalError("What is left of a history in violation can be explained.");
  return { smallest, reason: reasonOf(smallest, model, kept, last.furthest) };
}

/**
 * Up to the response with which the history comes to be in violation; `undefined` when attempts fell short. Beginnings
 * of a linearizable history are linearizable. Those of a sequentially consistent one may not be: in it a read may give
 * what is written later.
 */
function cutInTime<Operation, Result>(
  operations: readonly RecordedOperation<Operation, Result>[],
  isViolated: (history: readonly RecordedOperation<Operation, Result>[]) => boolean,
): readonly RecordedOperation<Operation, Result>[] | undefined {
  const returns = operations.flatMap(({ returned }) => (returned === undefined ? [] : [returned]));
  const times = [...new Set(returns)].toSorted((one, other) => one - other);
  const upTo = (time: number): readonly RecordedOperation<Operation, Result>[] =>
    operations
      .filter(({ invoked }) => invoked <= time)
      .map((operation) => (operation.returned !== undefined && operation.returned > time ? open(operation) : operation));
  let least = 0;
  let most = times.length - 1;
  while (least < most) {
    const middle = Math.floor((least + most) / 2);
    if (isViolated(upTo(times[middle] ?? 0))) most = middle;
    else least = middle + 1;
  }
  const history = upTo(times[least] ?? 0);
  return isViolated(history) ? history.filter(({ returned }) => returned !== undefined) : undefined;
}

/** Leaves out chunks, then single operations, until none can be left out. */
function withoutIdle<Operation, Result>(
  operations: readonly RecordedOperation<Operation, Result>[],
  isViolated: (history: readonly RecordedOperation<Operation, Result>[]) => boolean,
): readonly RecordedOperation<Operation, Result>[] {
  let left = operations;
  for (let size = Math.ceil(left.length / 2); size >= 1; ) {
    const before = left.length;
    for (let start = 0; start < left.length; ) {
      const end = start + size;
      const rest = [...left.slice(0, start), ...left.slice(end)];
      const opened = left.map((operation, index) => (index >= start && index < end ? open(operation) : operation));
      // The first is implied by the second and cheap: it has no pending operations.
      if (rest.length > 0 && isViolated(rest) && isViolated(opened)) left = rest;
      else start = end;
    }
    if (size > 1) size = Math.ceil(size / 2);
    else if (left.length === before) break;
  }
  return left;
}

function open<Operation, Result>({
  client,
  invoked,
  operation,
}: RecordedOperation<Operation, Result>): RecordedOperation<Operation, Result> {
  return { client, operation, invoked };
}
