// Sequential models, by which the histories of concurrent objects are checked. The fields are those of Porcupine's
// `Model`.

import { UsageError } from "../../errors.ts";
import type { RecordedOperation } from "../history/recorded-operation.ts";
import { structuralText } from "../history/structural-text.ts";
import { valueText } from "../history/value-text.ts";

/** A possible outcome of an operation. */
export interface Stepped<State, Result> {
  /** What the operation returns. */
  readonly result: Result;
  /** The state after the operation. */
  readonly state: State;
}

/**
 * A sequential model. Only `init` and `step` are required. States are values: `step` must not modify its argument. Its
 * fields are those of Porcupine's `Model`.
 * @example const counter: Model<number, "increase", number> = {
 *   init: () => 0, step: (count) => ({ result: count + 1, state: count + 1 }) };
 */
export interface Model<State, Operation, Result> {
  /** The state before the first operation. */
  init(): State;
  /**
   * The outcome of an operation in a state, or a list of all possible outcomes; an empty list means that the operation
   * cannot happen in this state. It is defined for every state and throws for an unknown operation.
   * @param client the client of the operation if `isPerClient`, otherwise an empty string
   */
  step(state: State, operation: Operation, client: string): Stepped<State, Result> | readonly Stepped<State, Result>[];
  /** Whether the outcome depends on the client. Default false. */
  readonly isPerClient?: boolean;
  /**
   * Splits a history into independent parts, for example by key; `partitionBy` creates such a function. The parts are
   * checked separately, which saves exponential time. Default: the history is one part.
   */
  partition?(
    operations: readonly RecordedOperation<Operation, Result>[],
  ): readonly (readonly RecordedOperation<Operation, Result>[])[];
  /**
   * An optional look-ahead: whether no sequence of operations from `others()` leads from the state to one in which
   * `awaited` gives its recorded result. When in doubt, false. Default: always false; a search then tries every order
   * of the others before it gives up, which takes long if many operations overlap.
   */
  isLost?(
    state: State,
    awaited: RecordedOperation<Operation, Result>,
    others: () => readonly RecordedOperation<Operation, Result>[],
  ): boolean;
  /**
   * A text or number that identifies a state. Default: the state's structure as a text, which takes time for each new
   * state and is not available for functions and for classes without public fields.
   */
  key?(state: State): string | number;
  /** Whether a result of the model equals the recorded one. Default: by structure, pids by their path. */
  isSameResult?(answer: Result, recorded: Result): boolean;
  /** Formats an operation. Default: its `kind`, then its other values. */
  describe?(operation: Operation): string;
  /** Formats a result. Default: its structure. */
  describeResult?(result: Result, operation: Operation): string;
  /** Formats a state. Default: its structure. */
  describeState?(state: State): string;
}

/**
 * Creates a `partition` function with one part per key; keys are compared by structure. Locality (Herlihy and Wing
 * 1990), as `Partition` in Porcupine.
 */
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

/** The error of `step` for an operation that a model does not know. */
export function unknownOperation(model: string, known: string, operation: unknown): UsageError {
  return new UsageError(
    `The model ${model} does not know the operation ${valueText(operation)}. It knows ${known}. Record one of these, or ` +
      "write your own model.",
    { code: "unknown-operation" },
  );
}
