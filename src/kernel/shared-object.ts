// An object that operations touch: identity, state, who waits for it, and the memory that class hashing needs.

import { hashText, mix } from "../choice/index.ts";
import type { TouchedObject } from "../trace/index.ts";
import { requireTask } from "./current.ts";
import type { Task } from "./task.ts";

/** Something whose name is worked out only when it is asked for. */
interface Named {
  readonly label: string;
}

/** An object with state of one execution. Cells, tables, mailboxes and the lives of actors are such. */
export class SharedObject<State = unknown> implements TouchedObject {
  readonly key: number;
  readonly #name: string | Named;
  state: State;
  /** Tasks with a pending operation here that is not always enabled, in order of arrival. */
  waiting: Task[] | undefined = undefined;
  // The event that wrote last and the sum of the reads since, as two 32-bit lanes (see class-hash.ts).
  writeA = 0;
  writeB = 0;
  readsA = 0;
  readsB = 0;

  constructor(key: number, name: string | Named, state: State) {
    this.key = key;
    this.#name = name;
    this.state = state;
  }

  /** Its name in traces. */
  get label(): string {
    return typeof this.#name === "string" ? this.#name : this.#name.label;
  }
}

/**
 * Makes an object of the calling task. Its key says which object of which task it is, so it is the same in
 * every interleaving.
 * @throws UsageError (`outside-execution`)
 */
export function createObject<State>(label: string, state: State): SharedObject<State> {
  const task = requireTask();
  task.objects += 1;
  return new SharedObject(mix(mix(task.key, hashText(label)), task.objects), label, state);
}
