// What ties two linked actors together. Whoever exits first breaks it and tells the other.

import { mix } from "../choice/index.ts";
import type { Actor } from "./actor.ts";
import { Access } from "../trace/index.ts";
import { SharedObject } from "./shared-object.ts";
import type { Task } from "./task.ts";

const TIE = 0x71e5;

/** The tie between two actors that are linked or were. */
export class Tie {
  /** Touched by the exit of either, whether the link still holds or not. */
  readonly object: SharedObject;
  isIntact = true;

  constructor(one: Actor, other: Actor) {
    this.object = new SharedObject(mix(mix(one.key, other.key), TIE), one.pid, undefined);
  }
}

/** Links two actors. */
export function tie(one: Actor, other: Actor): void {
  const known = one.ties?.get(other);
  if (known !== undefined) {
    known.isIntact = true;
    return;
  }
  const fresh = new Tie(one, other);
  one.ties ??= new Map();
  one.ties.set(other, fresh);
  other.ties ??= new Map();
  other.ties.set(one, fresh);
}

/** Undoes a link. */
export function untie(one: Actor, other: Actor): void {
  const known = one.ties?.get(other);
  if (known !== undefined) known.isIntact = false;
}

/** Links the actor of a task to another in the running step; tells whether that one is alive. */
export function linkNow(target: Actor, cause: Task): boolean {
  const { actor } = cause;
  actor.execution.touch(cause, target.life, Access.read);
  if (!target.isAlive) return false;
  tie(target, actor);
  touchTie(target, cause);
  return true;
}

/** Undoes a link in the running step. */
export function unlinkNow(target: Actor, cause: Task): void {
  cause.actor.execution.touch(cause, target.life, Access.read);
  untie(target, cause.actor);
  touchTie(target, cause);
}

/** Several tasks of one actor may link and unlink it. */
function touchTie(target: Actor, cause: Task): void {
  const known = cause.actor.ties?.get(target);
  if (known !== undefined) cause.actor.execution.touch(cause, known.object, Access.write);
}
