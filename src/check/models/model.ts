// What a sequential object does: the yardstick for what concurrent clients saw of a real one. The fields are those of
// Porcupine's `Model`.

import { UsageError } from "../../errors.ts";
import type { RecordedOperation } from "../history/recorded-operation.ts";
import { structuralText } from "../history/structural-text.ts";
import { valueText } from "../history/value-text.ts";

/** One thing that an object may do when it is asked. */
export interface Stepped<State, Result> {
  readonly result: Result;
  /** The state from then on. */
  readonly state: State;
}

/**
 * A sequential object. Only `init` and `step` are needed. States are values: `step` never changes the one it gets.
 * @example const counter: Model<number, "increase", number> = {
 *   init: () => 0, step: (count) => ({ result: count + 1, state: count + 1 }) };
 */
export interface Model<State, Operation, Result> {
  /** The state before the first operation. */
  init(): State;
  /**
   * What the object may do with an operation in a state. One answer, or a list of all that it may give; an empty list
   * says that the operation cannot happen here. It answers for every state and throws for an operation that it does not
   * know.
   * @param client who asks, if `isPerClient`; else an empty text
   */
  step(state: State, operation: Operation, client: string): Stepped<State, Result> | readonly Stepped<State, Result>[];
  /** Whether `step` looks at its client. Default false: who asks makes no difference. */
  readonly isPerClient?: boolean;
  /**
   * Parts of a history that have nothing to do with each other, one for each key say; `partitionBy` makes such a
   * function. Each is then judged alone, which saves exponential time. Default: the history is one part.
   */
  partition?(
    operations: readonly RecordedOperation<Operation, Result>[],
  ): readonly (readonly RecordedOperation<Operation, Result>[])[];
  /**
   * Looks ahead: whether no operations out of `others()`, in whatever order, can lead from the state to one in which
   * `awaited` gives its recorded result. When in doubt, false. Default: nothing is ever known to be lost; a search then
   * tries every order of the others before it gives up, which takes long where many overlap.
   */
  isLost?(
    state: State,
    awaited: RecordedOperation<Operation, Result>,
    others: () => readonly RecordedOperation<Operation, Result>[],
  ): boolean;
  /**
   * A text or a number that equal states share and others do not. Default: the state's structure as a text, which costs
   * time for each new state, and cannot be had for functions and for classes without public fields.
   */
  key?(state: State): string | number;
  /** Whether an answer of the model is the recorded one. Default: they have the same structure; pids by their path. */
  isSameResult?(answer: Result, recorded: Result): boolean;
  /** An operation for people. Default: its `kind`, then its other values. */
  describe?(operation: Operation): string;
  /** A result for people. Default: its structure. */
  describeResult?(result: Result, operation: Operation): string;
  /** A state for people. Default: its structure. */
  describeState?(state: State): string;
}

/** For `partition`: one part for each key; keys are compared by structure. */
export function partitionBy<Operation, Result>(
  keyOf: (operation: Operation) => unknown,
): (
  operations: readonly RecordedOperation<Operation, Result>[],
) => readonly (readonly RecordedOperation<Operation, Result>[])[] {
  return (operations) => {
    const parts = new Map<string, RecordedOperation<Operation, Result>[]>();
    for (const recorded of operations) {
      const key = structuralText(keyOf(recorded.operation));
      const part = parts.get(key);
      if (part === undefined) parts.set(key, [recorded]);
      else part.push(recorded);
    }
    return [...parts.values()];
  };
}

/** For `step`: the error for an operation that a model does not know. */
export function unknownOperation(model: string, known: string, operation: unknown): UsageError {
  return new UsageError(
    `The model ${model} does not know the operation ${valueText(operation)}. It knows ${known}. Record one of these, ` +
      "or write a model of your own.",
    { code: "unknown-operation" },
  );
}
