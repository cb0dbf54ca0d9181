// What could happen next, as strategies see it: ids and footprints, never actors or values.

/** Where an enabled operation comes from. */
export const Role = {
  /** A task of an actor goes on. */
  task: 0,
  /** The oldest signal of one sender to one receiver arrives. */
  delivery: 1,
  /** A timer of the earliest deadline fires. */
  timer: 2,
  /** A fault strikes. */
  fault: 3,
} as const;
export type Role = (typeof Role)[keyof typeof Role];

/**
 * How an operation touches its object. A write conflicts with every other access, the others with none of each other:
 * messages that reach a mailbox (`append`) and receives from it (`take`) commute, since an execution is told apart by
 * which message each receive takes.
 */
export const Access = { none: 0, read: 1, write: 2, append: 4, take: 8 } as const;
export type Access = (typeof Access)[keyof typeof Access];

/** The kind of the operation that waits until nothing else can happen: all else comes before it or after it. */
export const QUIESCENCE_KIND = "quiescence";

/** An object that operations touch: a cell, a mailbox, the life of an actor. */
export interface TouchedObject {
  /** The same in every interleaving: a hash of who created it and as which. */
  readonly key: number;
  /** What it is a part of: touching the whole touches each part. */
  readonly parent: TouchedObject | undefined;
}

/** One operation that can be performed now. Live: read it during a call, do not keep it. */
export interface EnabledOperation {
  /** Who would step: small integers in creation order, stable for the length of the execution. */
  readonly id: number;
  /** Who would step, the same in every interleaving: a hash of the spawn path. */
  readonly key: number;
  readonly role: Role;
  /** For example `cell.read`. */
  readonly kind: string;
  /** What it touches; `undefined` for an operation that commutes with every other actor's. */
  readonly object: TouchedObject | undefined;
  readonly access: Access;
  /** A second object, which it writes: the clock, for a timer. */
  readonly secondObject: TouchedObject | undefined;
  /** The key of the actor with which it ends; 0 for what outlives its actor, a signal on its way for example. */
  readonly ownerKey: number;
  /** The key of the actor that it ends, for a fault that kills; 0 else. */
  readonly endsActor: number;
  /** How many faults of its kind may still strike, itself among them; `Infinity` if nothing limits them. */
  readonly budget: number;
  /**
   * The permits that its object has, and how many it needs; `Infinity` for what only some other step can enable. What a
   * timer needs is the time at which it is due.
   */
  readonly permits: number;
  readonly requiredPermits: number;
  /** Its index in the list of enabled operations; −1 while it is not enabled. */
  readonly slot: number;
  /** Its place in the canonical order: the role, then the spawn path as ordinals. Computed when asked for. */
  readonly rank: readonly number[];
}

/**
 * Whether the order of two operations can matter: the same task performs both, or both touch one object, or one a
 * part of what the other touches, and at least one writes. The one definition that reduction, class counting and
 * reports share. What a step causes (a message it sends, an actor it spawns or ends) comes after it besides.
 */
export function isDependent(one: EnabledOperation, other: EnabledOperation): boolean {
  if (one.id === other.id) return true;
  if (((one.access | other.access) & Access.write) !== 0 && overlaps(one.object, other.object)) return true;
  const { secondObject } = one;
  if (secondObject !== undefined && (secondObject === other.secondObject || secondObject === other.object)) return true;
  return other.secondObject !== undefined && other.secondObject === one.object;
}

function overlaps(one: TouchedObject | undefined, other: TouchedObject | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one === other || one.parent === other || other.parent === one;
}
