// A start under way: somebody waits until a server's `init` has run.

import { Access } from "../../trace/index.ts";
import type { Actor, Resource } from "./actor.ts";
import { CallFailed } from "../messages/call.ts";
import type { SharedObject } from "../operations/shared-object.ts";
import type { Link } from "../signals/link.ts";
import type { Task } from "../operations/task.ts";

/** Owned by the server until its `init` has run, so that one who ends before does not leave its starter waiting. */
export class Start implements Resource {
  readonly label = "start";
  readonly object: SharedObject | undefined = undefined;
  /** What `init` threw. */
  error: unknown = undefined;
  readonly #task: Task;
  readonly #child: Actor;
  /** The link to the starter, if there is to be one. */
  readonly #link: Link | undefined;
  #isAbandoned = false;

  /** @param task the starter's, which waits */
  constructor(task: Task, child: Actor, link: Link | undefined) {
    this.#task = task;
    this.#child = child;
    this.#link = link;
    if (link !== undefined) link.start = this;
    child.resources = [this];
  }

  /** Who waits. */
  get starter(): Actor {
    return this.#task.actor;
  }

  /** The server has ended. Whoever was to be linked to it hears of that with its links: the tie may be undone until then. */
  release(): void {
    if (this.#link === undefined) this.fail(this.#child.task);
  }

  /** `init` has run. */
  succeed(): void {
    this.settle();
    if (this.#link !== undefined) this.#link.start = undefined;
    const { execution, pid, task } = this.#child;
    if (!this.#isHeard(task)) return;
    execution.addCause(this.#task, task);
    execution.wake(this.#task, pid);
  }

  /** The starter hears in the step of `cause` that it waits in vain. */
  fail(cause: Task): void {
    const { execution, exitReason, pid } = this.#child;
    if (this.#link !== undefined) this.#link.start = undefined;
    if (!this.#isHeard(cause)) return;
    execution.addCause(this.#task, cause);
    execution.wakeFailing(this.#task, this.error ?? new CallFailed(pid, exitReason));
  }

  /** The starter waits no longer. */
  abandon(): void {
    this.#isAbandoned = true;
  }

  /** Whether the starter still waits; in order with what ends the waiting otherwise. */
  #isHeard(cause: Task): boolean {
    this.#child.execution.recordAccess(cause, this.#task.replyObject, Access.write);
    return !this.#isAbandoned;
  }

  /** The server does not own it any more. */
  settle(): void {
    const { resources } = this.#child;
    const index = resources?.indexOf(this) ?? -1;
    if (index >= 0) resources?.splice(index, 1);
  }
}
