// The states of an execution as its steps change them: what a viewer shows beside each step.

import type { Shown } from "../../trace/index.ts";

/** Something that has a state: an actor, its mailbox, an object, or the signals in flight from one actor to another. */
export interface StatePart {
  readonly kind: "actor" | "mailbox" | "object" | "signal";
  /** The name of the object, or the actor that it belongs to. */
  readonly name: Shown;
}

/** The new state of a part. */
export interface StateChange {
  /** Its index among the parts. */
  readonly part: number;
  /** Its state, a row for each thing in it; `undefined` when it is gone. */
  readonly rows: readonly Shown[] | undefined;
}

/** All states of one execution. */
export interface RecordedStates {
  /** In order of appearance. */
  readonly parts: readonly StatePart[];
  /** What is new after each step; the first entry is the state before the first step. */
  readonly changes: readonly (readonly StateChange[])[];
}
