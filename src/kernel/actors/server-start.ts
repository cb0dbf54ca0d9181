// A server start in progress: the starter waits until the server's `init` has run.

import { Access } from "../../trace/index.ts";
import type { Actor, Resource } from "./actor.ts";
import { CallFailed } from "../messages/call.ts";
import type { SharedObject } from "../operations/shared-object.ts";
import type { Link } from "../signals/link.ts";
import type { Task } from "../operations/task.ts";

/** A start in progress. Owned by the server until its `init` has run, so that an earlier exit wakes the starter. */
export class Start implements Resource {
  readonly label = "start";
  readonly object: SharedObject | undefined = undefined;
  /** The error that `init` threw. */
  error: unknown = undefined;
  readonly #task: Task;
  readonly #child: Actor;
  /** The link to the starter, if the server is started with one. */
  readonly #link: Link | undefined;
  #isAbandoned = false;

  /** @param task the waiting task of the starter */
  constructor(task: Task, child: Actor, link: Link | undefined) {
    this.#task = task;
    this.#child = child;
    this.#link = link;
    if (link !== undefined) link.start = this;
    child.resources = [this];
  }

  /** The waiting actor. */
  get starter(): Actor {
    return this.#task.actor;
  }

  /** Called when the server has exited. A linked starter is notified with the links, since it may unlink until then. */
  release(): void {
    if (this.#link === undefined) this.fail(this.#child.task);
  }

  /** Wakes the starter: `init` has run. */
  succeed(): void {
    this.detach();
    if (this.#link !== undefined) this.#link.start = undefined;
    const { execution, pid, task } = this.#child;
    if (!this.#isAwaited(task)) return;
    execution.addCause(this.#task, task);
    execution.wake(this.#task, pid);
  }

  /** Wakes the starter with an error, in the step of `cause`. */
  fail(cause: Task): void {
    const { execution, exitReason, pid } = this.#child;
    if (this.#link !== undefined) this.#link.start = undefined;
    if (!this.#isAwaited(cause)) return;
    execution.addCause(this.#task, cause);
    execution.wakeFailing(this.#task, this.error ?? new CallFailed(pid, exitReason));
  }

  /** Called when the starter no longer waits. */
  abandon(): void {
    this.#isAbandoned = true;
  }

  /** Whether the starter still waits; ordered with everything else that ends the waiting. */
  #isAwaited(cause: Task): boolean {
    this.#child.execution.recordAccess(cause, this.#task.replyObject, Access.write);
    return !this.#isAbandoned;
  }

  /** Removes it from the resources of the server. */
  detach(): void {
    const { resources } = this.#child;
    const index = resources?.indexOf(this) ?? -1;
    if (index >= 0) resources?.splice(index, 1);
  }
}
