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

/** How an operation touches its object. Bits: an access that writes has `Access.write` set. */
export const Access = { none: 0, read: 1, write: 2 } as const;
export type Access = (typeof Access)[keyof typeof Access];

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
  /** Its index in the list of enabled operations; −1 while it is not enabled. */
  readonly slot: number;
  /** Its place in the canonical order: the role, then the spawn path as ordinals. Computed when asked for. */
  readonly rank: readonly number[];
}

/**
 * Whether the order of two operations can matter: the same task performs both, or both touch one object, or one a
 * part of what the other touches, and at least one writes. The one definition that reduction, class counting and
 * reports share.
 */
export function isDependent(one: EnabledOperation, other: EnabledOperation): boolean {
  if (one.id === other.id) return true;
  if (((one.access | other.access) & Access.write) === 0) return false;
  return overlaps(one.object, other.object);
}

function overlaps(one: TouchedObject | undefined, other: TouchedObject | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one === other || one.parent === other || other.parent === one;
}
