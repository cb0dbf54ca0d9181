// A barrier: actors wait for each other until a number of them has arrived.

import { createObject, DEFERRED, operate, Operation } from "../../kernel/index.ts";
import type { SharedObject, Task } from "../../kernel/index.ts";
import { invalidOption } from "../../options.ts";
import { Access } from "../../trace/index.ts";

interface Arrivals {
  readonly size: number;
  waiting: Task[];
}

/** A barrier of one execution. It can be used again as soon as all have passed. As `Barrier` of Shuttle. */
export class Barrier {
  readonly #object: SharedObject<Arrivals>;

  private constructor(object: SharedObject<Arrivals>) {
    this.#object = object;
  }

  /** @internal */
  get touchedObject(): SharedObject<Arrivals> {
    return this.#object;
  }

  /** @internal */
  static create(object: SharedObject<Arrivals>): Barrier {
    return new Barrier(object);
  }

  /**
   * Waits until as many actors wait as the barrier has been created for. An actor that is killed or cancelled while it
   * waits does not count.
   * @returns whether the caller was the last to arrive
   */
  wait(): Promise<boolean> {
    return operate(WAIT, this.#object, undefined);
  }
}

/**
 * Creates a barrier. As `Barrier` of Shuttle and of Rust.
 * @param size how many actors have to arrive, at least 1
 * @param label its name in traces and deadlock reports
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `invalid-option`)
 */
export function barrier(size: number, label: string = "barrier"): Barrier {
  if (!Number.isSafeInteger(size) || size < 1) {
    throw invalidOption("The size of a barrier", "a whole number of at least 1", size);
  }
  return Barrier.create(createObject<Arrivals>(label, { size, waiting: [] }));
}

const WAIT = new Operation<Arrivals, undefined, boolean>({
  kind: "barrier.wait",
  access: Access.write,
  perform(arrivals, _argument, task) {
    const { execution } = task.actor;
    arrivals.waiting = arrivals.waiting.filter((other) => isStillWaiting(other, task));
    if (arrivals.waiting.length + 1 < arrivals.size) {
      arrivals.waiting.push(task);
      execution.suspend(task);
      return DEFERRED;
    }
    for (const other of arrivals.waiting) {
      execution.addCause(other, task);
      execution.arm(other, PASS, undefined, undefined);
    }
    arrivals.waiting = [];
    return true;
  },
});

/** Each that waited goes on in a step of its own. */
const PASS = new Operation<unknown, undefined, boolean>({
  kind: "barrier.pass",
  access: Access.none,
  perform: () => false,
});

/** Whether a task that has arrived has not been killed, cancelled or withdrawn since. `cause` depends on that. */
function isStillWaiting(task: Task, cause: Task): boolean {
  task.actor.execution.recordAccess(cause, task.actor.life, Access.read);
  return task.isArmed && task.operation === WAIT;
}
