// Minimizes a history that no order explains to a few of its operations that no order explains either.
//
// Removing an operation claims that it did not happen, which may change the reason of the violation: without the write
// of 1, a read that gives 1 is wrong for another reason than before. So an operation is only removed if the history is
// also violating with it and all removed operations pending, that is, regardless of whether and when they happened.
// Then the violation is due to the remaining operations alone. See decision 21.

import type { Model } from "../models/model.ts";
import type { RecordedOperation } from "../history/recorded-operation.ts";
import type { SearchBudget } from "./search-budget.ts";
import { search } from "./wing-gong-lowe.ts";
import type { KeptOrder } from "./wing-gong-lowe.ts";

/** The states of one attempt and of all attempts: with many pending operations a search takes exponential time. */
const STATES_PER_ATTEMPT = 20_000;
const STATES = 300_000;

/** A violating part of a violating history; the history itself if nothing can be removed. */
export function smallestHistory<State, Operation, Result>(
  operations: readonly RecordedOperation<Operation, Result>[],
  model: Model<State, Operation, Result>,
  kept: KeptOrder,
  budget: SearchBudget,
): readonly RecordedOperation<Operation, Result>[] {
  const share = budget.share(STATES);
  const decide: Decide<Operation, Result> = (history) => {
    const attempt = share.share(STATES_PER_ATTEMPT);
    const { kind } = search(history, model, kept, attempt);
    share.settle(attempt);
    return kind;
  };
  const cut = kept === "real-time" ? cutInTime(operations, decide) : operations;
  const whole = search(cut, model, kept, share);
  const observers = whole.kind === "none" ? whole.observers : new Set();
  const seen = without(
    cut,
    (operation) => observers.has(operation),
    (rest) => decide(rest) === "none",
  );
  // The remaining observers must stay necessary; otherwise another unexplained result would replace theirs.
  const areObserversNeeded = (rest: readonly RecordedOperation<Operation, Result>[]): boolean =>
    rest.every((one) => !observers.has(one) || decide(rest.filter((other) => other !== one)) === "found");
  const necessary = without(
    seen,
    (operation) => !isPending(operation) && !observers.has(operation),
    (rest) => decide(rest) === "none" && areObserversNeeded(rest) && decide(openedBut(rest, seen)) === "none",
  );
  const matters = (
    one: RecordedOperation<Operation, Result>,
    history: readonly RecordedOperation<Operation, Result>[],
  ) => decide(history.map((other) => (other === one ? open(other) : other))) === "found";
  const needed = necessary.filter((one) => !isPending(one) && matters(one, necessary));
  return without(necessary, isPending, (rest) => needed.every((one) => matters(one, rest)));
}

type Decide<Operation, Result> = (
  history: readonly RecordedOperation<Operation, Result>[],
) => "found" | "none" | "stopped";

/**
 * The history up to the response that makes it violating. Prefixes of a linearizable history are linearizable. Prefixes
 * of a sequentially consistent history may not be: in it a read may return a value that is written later.
 */
function cutInTime<Operation, Result>(
  operations: readonly RecordedOperation<Operation, Result>[],
  decide: Decide<Operation, Result>,
): readonly RecordedOperation<Operation, Result>[] {
  const returns = operations.flatMap(({ returned }) => (returned === undefined ? [] : [returned]));
  const times = [...new Set(returns)].toSorted((one, other) => one - other);
  const upTo = (time: number): readonly RecordedOperation<Operation, Result>[] =>
    operations
      .filter(({ invoked }) => invoked <= time)
      .map((operation) => ((operation.returned ?? time) > time ? open(operation) : operation));
  let least = 0;
  let most = times.length - 1;
  while (least < most) {
    const middle = Math.floor((least + most) / 2);
    if (decide(upTo(times[middle] ?? 0)) === "none") most = middle;
    else least = middle + 1;
  }
  const history = upTo(times[least] ?? 0);
  return decide(history) === "none" ? history : operations;
}

/** Removes operations that match, in chunks, then one by one, as long as the rest `isEnough`. */
function without<Operation, Result>(
  operations: readonly RecordedOperation<Operation, Result>[],
  matches: (operation: RecordedOperation<Operation, Result>) => boolean,
  isEnough: (rest: readonly RecordedOperation<Operation, Result>[]) => boolean,
): readonly RecordedOperation<Operation, Result>[] {
  let history = operations;
  for (let size = Math.ceil(history.filter(matches).length / 2); size >= 1;) {
    const before = history.length;
    // The latest first, since they may depend on earlier ones.
    const removable = history.filter(matches).toSorted((one, other) => other.invoked - one.invoked);
    for (let start = 0; start < removable.length; start += size) {
      const chunk = new Set(removable.slice(start, start + size));
      const rest = history.filter((operation) => !chunk.has(operation));
      if (isEnough(rest)) history = rest;
    }
    if (size > 1) size = Math.ceil(size / 2);
    else if (history.length === before) break;
  }
  return history;
}

/** The history, with all operations that are not in `rest` made pending. */
function openedBut<Operation, Result>(
  rest: readonly RecordedOperation<Operation, Result>[],
  history: readonly RecordedOperation<Operation, Result>[],
): readonly RecordedOperation<Operation, Result>[] {
  const kept = new Set(rest);
  return history.map((operation) => (kept.has(operation) ? operation : open(operation)));
}

function isPending({ returned }: RecordedOperation): boolean {
  return returned === undefined;
}

function open<Operation, Result>({
  client,
  invoked,
  operation,
}: RecordedOperation<Operation, Result>): RecordedOperation<Operation, Result> {
  return { client, operation, invoked };
}
