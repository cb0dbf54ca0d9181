// Enabled operations as strategies see them: ids and footprints, never actors or values.

import type { Shown } from "./shown.ts";
import type { Access } from "./dependence.ts";
import type { TimerTurn } from "./timer-order.ts";

/** The origin of an enabled operation. */
export const Role = {
  /** A task of an actor runs. */
  task: 0,
  /** The oldest signal from one sender to one receiver is delivered. */
  delivery: 1,
  /** A timer fires that no pending one must precede. */
  timer: 2,
  /** A fault is injected. */
  fault: 3,
} as const;
export type Role = (typeof Role)[keyof typeof Role];

/** The kind of the operation that waits for quiescence: every other operation comes before or after it. */
export const QUIESCENCE_KIND = "quiescence";

/** The kind of the end of an execution in which timers are left that keep nothing going. */
export const END_KIND = "end";

/** Whether an operation of this kind comes after everything else that happens before the next one. */
export function isBarrierKind(kind: string): boolean {
  return kind === QUIESCENCE_KIND || kind === END_KIND;
}

/** The kind of pauses, which stand for code of the program's own. */
export const PAUSE_KIND = "pause";

/** An object that operations access: a cell, a mailbox, the life of an actor. */
export interface TouchedObject {
  /** The same in every interleaving: a hash of its creator and its ordinal there. */
  readonly key: number;
  /** The object that it is a part of: an access to the whole is an access to each part. */
  readonly parent: TouchedObject | undefined;
  /** What operations that wait for it are judged by: permits, the value of a cell. Default: nothing waits for it. */
  readonly snapshot?: unknown;
  /** Its name in traces. Default: none. */
  readonly shown?: Shown | undefined;
}

/** What an operation waits for, so that it can be judged whether it was enabled before earlier steps. */
export interface Condition {
  /** Whether it is met by a snapshot of the object, given the argument of the operation. */
  readonly isMet: (snapshot: unknown, argument: unknown) => boolean;
  /** The argument of the operation: a number of permits, a predicate. */
  readonly argument: unknown;
}

/** One operation that can be performed now. Live: read it during a call, do not keep it. */
export interface EnabledOperation {
  /** The id of the task: small integers in creation order, stable for the length of the execution. */
  readonly id: number;
  /** The key of the task, the same in every interleaving: a hash of the spawn path. */
  readonly key: number;
  /** Whether it is of a task, a delivery, a timer or a fault. */
  readonly role: Role;
  /** For example `cell.read`. */
  readonly kind: string;
  /** The accessed object; `undefined` for an operation that commutes with those of all other actors. */
  readonly object: TouchedObject | undefined;
  /** How it accesses `object`. */
  readonly access: Access;
  /** A second object, which is written: the clock, for a timer. */
  readonly secondObject: TouchedObject | undefined;
  /** Written by the code that it resumes: the variables of its actor. Default: none, for an actor with one branch. */
  readonly memory?: TouchedObject | undefined;
  /** The key of the actor whose exit disables it; 0 if it outlives its actor, for example a signal in flight. */
  readonly ownerKey: number;
  /** The key of the actor that it ends, for a fault that kills; otherwise 0. */
  readonly endsActor: number;
  /** The number of faults of its kind that may still be injected, including itself; `Infinity` if unlimited. */
  readonly budget: number;
  /** What it waits for; `undefined` if it can always be performed. */
  readonly condition: Condition | undefined;
  /** For a timer, the time at which it is due; otherwise `Infinity`. */
  readonly deadline: number;
  /** Its place among others, if it is a pending timer of JavaScript. Absent otherwise. */
  readonly turn?: TimerTurn | undefined;
  /** Its index in the list of enabled operations; −1 while it is not enabled. */
  readonly slot: number;
  /** Its rank in the canonical order: the role, then the spawn path as ordinals. Computed on access. */
  readonly rank: readonly number[];
}
