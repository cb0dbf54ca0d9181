// Links between actors. The actor that exits first breaks the link and notifies the other.

import { mix } from "../../choice/index.ts";
import { Access } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import { requireLocal } from "./location.ts";
import type { Start } from "../actors/server-start.ts";
import { SharedObject } from "../operations/shared-object.ts";
import type { Task } from "../operations/task.ts";
import type { Pid } from "../../trace/index.ts";

const LINK = 0x71e5;

/** A link to an actor that has exited, from one that does not trap exits. In Erlang the error `noproc`. */
export class LinkFailed extends Error {
  override readonly name: string = "LinkFailed";
  /** Always `noproc`. */
  readonly reason = "noproc";

  /** @param target the actor that has exited */
  constructor(target: Pick<Pid, "path">) {
    super(`No link to ${target.path}: it has exited (noproc). An actor that traps exits gets an EXIT instead.`);
  }
}

/** A present or former link between two actors. */
export class Link {
  /** Touched by the exit of either actor, whether the link is active or not. */
  readonly object: SharedObject;
  isActive = true;
  /** Whether the two were ever linked; else it only orders the removal of a link with the linking. */
  wasActive = true;
  /** Whether the EXIT that broke it has not arrived yet. */
  isInFlight = false;
  /** Whether one of the two removed it: an EXIT in flight is dropped on arrival. */
  isRemoved = false;
  /** The actor that has not heard of it yet: the request of the other one is in flight. Its exit leaves the link alone. */
  unheardBy: Actor | undefined = undefined;
  /** The actor that created it. */
  readonly initiator: Actor;
  /** Set while one of the two waits for the start of the other. */
  start: Start | undefined = undefined;

  constructor(one: Actor, other: Actor) {
    this.initiator = other;
    this.object = new SharedObject(mix(mix(one.key, other.key), LINK), one.pid, undefined);
  }
}

/**
 * Orders what an actor takes on, a link or a resource, with its own exit: code that it has left behind goes on after that.
 */
export function touchOwnLife(cause: Task): void {
  const { execution, life, memory } = cause.actor;
  if (memory !== undefined) execution.recordAccess(cause, life, Access.read);
}

/** Links two actors; `other` is the initiator. */
export function createLink(one: Actor, other: Actor): Link {
  const known = one.links?.get(other);
  if (known !== undefined) {
    known.isActive = true;
    known.wasActive = true;
    known.isRemoved = false;
    return known;
  }
  const fresh = new Link(one, other);
  one.links ??= new Map();
  one.links.set(other, fresh);
  other.links ??= new Map();
  other.links.set(one, fresh);
  return fresh;
}

/** The link of `other` to an actor that has exited: inactive, and unknown to that actor unless they were linked before. */
export function lateLink(one: Actor, other: Actor): Link {
  const known = one.links?.get(other) ?? other.links?.get(one);
  const late = known ?? new Link(one, other);
  late.isActive = false;
  late.isRemoved = false;
  other.links ??= new Map();
  other.links.set(one, late);
  return late;
}

/** Removes a link; `cause` is the task that does so. */
export function removeLink(one: Actor, other: Actor, cause: Task): void {
  let known = other.links?.get(one);
  if (known === undefined) {
    if (one === other || !one.isAlive) return;
    // The two may link meanwhile: the removal is ordered with that.
    known = createLink(one, other);
    known.wasActive = false;
  }
  cause.actor.execution.recordAccess(cause, known.object, Access.write);
  // It does not know of the link, and so cannot remove it.
  if (known.unheardBy === other) return;
  known.isActive = false;
  known.isRemoved = true;
}

/**
 * Links the actor of a task to another in the running step.
 * @returns whether the other is alive
 */
export function linkNow(target: Actor, cause: Task): boolean {
  const { actor } = cause;
  const { execution } = actor;
  requireLocal(target, "A registry", actor);
  execution.recordAccess(cause, target.life, Access.read);
  if (!target.isAlive) return false;
  touchOwnLife(cause);
  // Several tasks of the same actor may link and unlink it.
  execution.recordAccess(cause, createLink(target, actor).object, Access.write);
  return true;
}

/** Removes a link in the running step. */
export function unlinkNow(target: Actor, cause: Task): void {
  cause.actor.execution.recordAccess(cause, target.life, Access.read);
  removeLink(target, cause.actor, cause);
}
