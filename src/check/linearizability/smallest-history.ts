// From a history that no order explains to a few of its operations that no order explains either.
//
// To leave an operation out of a history is to say that it did not happen, which may explain too little: without the
// write of 1, a read that gives 1 is wrong for another reason than it was. So an operation is left out only when the
// history is in violation with it and all that is left out already pending, too, whether and whenever they may have happened.
// Then the rest is in violation because of what the rest says. See decision 21.

import type { Model } from "../models/model.ts";
import type { RecordedOperation } from "../history/recorded-operation.ts";
import type { SearchBudget } from "./search-budget.ts";
import { search } from "./wing-gong-lowe.ts";
import type { KeptOrder } from "./wing-gong-lowe.ts";

/** What one attempt may cost, and all together: with many pending operations a search takes exponential time. */
const STATES_PER_ATTEMPT = 20_000;
const STATES = 300_000;

/** A part of a history in violation that is in violation itself; the history itself when nothing can be left out. */
export function smallestHistory<State, Operation, Result>(
  operations: readonly RecordedOperation<Operation, Result>[],
  model: Model<State, Operation, Result>,
  kept: KeptOrder,
  budget: SearchBudget,
): readonly RecordedOperation<Operation, Result>[] {
  const share = budget.share(STATES);
  const judge: Judge<Operation, Result> = (history) => {
    const attempt = share.share(STATES_PER_ATTEMPT);
    const { kind } = search(history, model, kept, attempt);
    share.settle(attempt);
    return kind;
  };
  const cut = kept === "real-time" ? cutInTime(operations, judge) : operations;
  const whole = search(cut, model, kept, share);
  const observers = whole.kind === "none" ? whole.observers : new Set();
  const seen = without(
    cut,
    (operation) => observers.has(operation),
    (rest) => judge(rest) === "none",
  );
  // Whoever still observes is needed, and stays so: else a result that nothing explains any more would take its place.
  const isObserved = (rest: readonly RecordedOperation<Operation, Result>[]): boolean =>
    rest.every((one) => !observers.has(one) || judge(rest.filter((other) => other !== one)) === "found");
  const necessary = without(
    seen,
    (operation) => !isPending(operation) && !observers.has(operation),
    (rest) => judge(rest) === "none" && isObserved(rest) && judge(openedBut(rest, seen)) === "none",
  );
  const matters = (
    one: RecordedOperation<Operation, Result>,
    history: readonly RecordedOperation<Operation, Result>[],
  ) => judge(history.map((other) => (other === one ? open(other) : other))) === "found";
  const needed = necessary.filter((one) => !isPending(one) && matters(one, necessary));
  return without(necessary, isPending, (rest) => needed.every((one) => matters(one, rest)));
}

type Judge<Operation, Result> = (
  history: readonly RecordedOperation<Operation, Result>[],
) => "found" | "none" | "stopped";

/**
 * Up to the response with which the history comes to be in violation. Beginnings of a linearizable history are
 * linearizable. Those of a sequentially consistent one may not be: in it a read may give what is written later.
 */
function cutInTime<Operation, Result>(
  operations: readonly RecordedOperation<Operation, Result>[],
  judge: Judge<Operation, Result>,
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
    if (judge(upTo(times[middle] ?? 0)) === "none") most = middle;
    else least = middle + 1;
  }
  const history = upTo(times[least] ?? 0);
  return judge(history) === "none" ? history : operations;
}

/** Leaves out operations that are meant, in chunks, then one by one, as long as the rest `isEnough`. */
function without<Operation, Result>(
  operations: readonly RecordedOperation<Operation, Result>[],
  isMeant: (operation: RecordedOperation<Operation, Result>) => boolean,
  isEnough: (rest: readonly RecordedOperation<Operation, Result>[]) => boolean,
): readonly RecordedOperation<Operation, Result>[] {
  let history = operations;
  for (let size = Math.ceil(history.filter(isMeant).length / 2); size >= 1;) {
    const before = history.length;
    // The latest first: they may need the effects of earlier ones.
    const meant = history.filter(isMeant).toSorted((one, other) => other.invoked - one.invoked);
    for (let start = 0; start < meant.length; start += size) {
      const chunk = new Set(meant.slice(start, start + size));
      const rest = history.filter((operation) => !chunk.has(operation));
      if (isEnough(rest)) history = rest;
    }
    if (size > 1) size = Math.ceil(size / 2);
    else if (history.length === before) break;
  }
  return history;
}

/** The history with everything pending that is not in `rest`. */
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
