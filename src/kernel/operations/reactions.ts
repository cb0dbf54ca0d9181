// Which promises of operations anybody has attached a reaction to: by `await`, by `then`, or by passing it on. JavaScript
// does not tell, but all of these read the promise's property `constructor`. Only an execution in which an actor has
// returned before its operations were performed is run with such promises, since they cost more than native ones.

import type { Task } from "./task.ts";

/** A promise that knows whether a reaction was ever attached to it. To the program it is a native promise. */
class WatchedPromise<T> extends Promise<T> {
  hasReaction = false;
}

// Not a getter of the class, which must not have this name. The value is what `await` and `then` look for.
const CONSTRUCTOR: PropertyDescriptor & ThisType<WatchedPromise<unknown>> = {
  get() {
    this.hasReaction = true;
    return Promise;
  },
};
Reflect.defineProperty(WatchedPromise.prototype, "constructor", CONSTRUCTOR);

/** The promises of the operations of one execution, as far as it must be known who waits for them. */
export class Reactions {
  /** By task, that of its latest operation. */
  readonly #promises: Map<Task, WatchedPromise<unknown>> = new Map();
  readonly #suspects: { readonly task: Task; readonly kind: string; readonly promise: WatchedPromise<unknown> }[] = [];

  /** Creates the promise of the pending operation of a task. */
  promiseOf(task: Task, bind: (resolve: (value: unknown) => void) => void): Promise<unknown> {
    const promise = new WatchedPromise(bind);
    this.#promises.set(task, promise);
    return promise;
  }

  /** The body of the task's actor has returned while its operation was pending. */
  suspect(task: Task): void {
    const promise = this.#promises.get(task);
    if (promise !== undefined) this.#suspects.push({ task, kind: task.kind, promise });
  }

  /** The first operation that its actor left pending and to whose promise nobody has attached a reaction. */
  get unawaited(): { readonly task: Task; readonly kind: string } | undefined {
    return this.#suspects.find(({ promise }) => !promise.hasReaction);
  }
}
