// An object that operations touch: its identity, its state, the tasks that wait for it, and the sums for class hashing.

import { hashText, mix } from "../../choice/index.ts";
import { objectText, Pid } from "../../trace/index.ts";
import type { Shown, TouchedObject } from "../../trace/index.ts";
import { requireTask } from "./current.ts";
import type { Task } from "./task.ts";

/** The name of an object: a text, which may have the addresses of actors in it, or the actor that it belongs to. */
export type ObjectName = string | Shown | Pid;

/** The hash sums of the writes and the reads of an object's parts. */
export interface PartSums {
  writesA: number;
  writesB: number;
  readsA: number;
  readsB: number;
}

/** A stateful object of one execution: a cell, a table, a mailbox or the life of an actor. */
export class SharedObject<State = unknown> implements TouchedObject {
  key: number;
  /** The object that contains this one: the table, for the slot of a key. */
  readonly parent: SharedObject | undefined;
  #name: ObjectName;
  state: State;
  /** Tasks with a pending operation here that may be disabled, in order of arrival. */
  waiting: Task[] | undefined = undefined;
  // The hash of the last write and the sum of the reads since, as two 32-bit halves (see class-hash.ts).
  writeA = 0;
  writeB = 0;
  readsA = 0;
  readsB = 0;
  /** What operations that wait for it are judged by, if any do. Set when it is created. */
  snapshotOf: ((state: never) => unknown) | undefined = undefined;
  /** Set for an object that has parts. */
  parts: PartSums | undefined = undefined;

  constructor(key: number, name: ObjectName, state: State, parent?: SharedObject) {
    this.key = key;
    this.parent = parent;
    this.#name = name;
    this.state = state;
  }

  /** Whether a task waits here. */
  get isAwaited(): boolean {
    return this.waiting !== undefined && this.waiting.length > 0;
  }

  /** Begins anew as another object, for which nothing waits. */
  restart(key: number, name: ObjectName): void {
    this.key = key;
    this.#name = name;
    this.writeA = 0;
    this.writeB = 0;
    this.readsA = 0;
    this.readsB = 0;
  }

  /** Removes a task that no longer waits here. */
  leave(task: Task): void {
    const { waiting } = this;
    if (waiting === undefined) return;
    if (waiting.at(-1) === task) {
      waiting.pop();
      return;
    }
    const index = waiting.indexOf(task);
    if (index >= 0) waiting.splice(index, 1);
  }

  get snapshot(): unknown {
    return this.snapshotOf?.(this.state as never);
  }

  /** Its name in messages: of an actor the last part of its path. */
  get label(): string {
    const name = this.#name;
    return typeof name === "string" ? name : name instanceof Pid ? name.label : objectText(name);
  }

  /** Its name in traces; `undefined` for an object without a name. */
  get shown(): Shown | undefined {
    const name = this.#name;
    if (name === "") return undefined;
    return typeof name === "string" ? [name] : name instanceof Pid ? [{ actor: name.path }] : name;
  }
}

/**
 * Creates a part of an object, which operations may touch without touching the other parts.
 * @param part 32 bits that identify the part, the same in every interleaving
 */
export function createPart<State>(
  whole: SharedObject,
  part: number,
  name: ObjectName,
  state: State,
): SharedObject<State> {
  whole.parts ??= { writesA: 0, writesB: 0, readsA: 0, readsB: 0 };
  return new SharedObject(mix(whole.key, part), name, state, whole);
}

/**
 * Creates an object of the calling task. Its key is derived from the task and the number of objects that the task has
 * created, so it is the same in every interleaving.
 * @param snapshotOf what operations that wait for it are judged by; default: nothing waits for it
 * @throws UsageError (`outside-execution`)
 */
export function createObject<State>(
  label: string,
  state: State,
  snapshotOf?: (state: State) => unknown,
): SharedObject<State> {
  const task = requireTask();
  task.objects += 1;
  const object = new SharedObject(mix(mix(task.key, hashText(label)), task.objects), label, state);
  object.snapshotOf = snapshotOf;
  return object;
}
