// The contents of a name table, and its operations: each is one step. A name is a part of the table, so that operations
// on different names commute; but registration order is observable, so any two registrations conflict.

import { hashText } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import { createObject, createPart, Operation, SharedObject } from "../../kernel/index.ts";
import type { AnyObject, Task } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { Pid, Shown } from "../../trace/index.ts";

/** One name of one table. */
export interface NameSlot {
  readonly names: NameRows;
  readonly name: string;
}

/** The rows of one table. */
export class NameRows {
  readonly object: SharedObject<NameRows>;
  /** In registration order. */
  readonly holders: Map<string, Pid> = new Map();
  /** Written by each operation that may append a name. */
  readonly order: AnyObject;
  readonly #slots = new Map<string, SharedObject<NameSlot>>();

  private constructor(create: (rows: NameRows) => readonly [SharedObject<NameRows>, AnyObject]) {
    [this.object, this.order] = create(this);
  }

  /** The rows of a table that the calling actor creates. */
  static create(label: string): NameRows {
    return new NameRows((rows) => [createObject(label, rows), createObject(`${label}.order`, undefined)]);
  }

  /** The rows of a table that exists from the start of its execution, whoever uses it first. */
  static ofExecution(label: string): NameRows {
    const order = `${label}.order`;
    return new NameRows((rows) => [
      new SharedObject(hashText(label), label, rows),
      new SharedObject(hashText(order), order, undefined),
    ]);
  }

  /** The rows as a viewer shows them. */
  stateRows(): readonly Shown[] {
    return Array.from(this.holders, ([name, pid]) => [`${name}: `, { actor: pid.path }]);
  }

  /** The part that operations on one name touch. */
  slotOf(name: string): SharedObject<NameSlot> {
    let slot = this.#slots.get(name);
    if (slot === undefined) {
      const label = `${this.object.label}[${name}]`;
      slot = createPart<NameSlot>(this.object, hashText(name), label, { names: this, name });
      this.#slots.set(name, slot);
    }
    return slot;
  }
}

/** The pid to register, and the order object of the table. */
export interface NameRegistration {
  readonly order: AnyObject;
  readonly pid: Pid;
}

/** The current holder and its replacement. */
export interface Replacement extends NameRegistration {
  readonly expected: Pid | undefined;
}

export const REGISTER: Operation<NameSlot, NameRegistration, boolean> = new Operation<
  NameSlot,
  NameRegistration,
  boolean
>({
  kind: "names.register",
  access: Access.write,
  secondObject: ({ order }) => order,
  perform({ name, names: { holders } }, { pid }) {
    if (holders.has(name)) return false;
    holders.set(name, pid);
    return true;
  },
  show: ({ pid }) => [pid],
});

/** Dead actors neither get a name nor block one. */
export const REGISTER_LIVING: Operation<NameSlot, NameRegistration, boolean> = new Operation<
  NameSlot,
  NameRegistration,
  boolean
>({
  kind: "names.registerLiving",
  access: Access.write,
  secondObject: ({ order }) => order,
  perform({ name, names: { holders } }, { pid }, task) {
    const holder = holders.get(name);
    if (holder !== undefined && observeAlive(task, holder)) return false;
    if (!observeAlive(task, pid)) return false;
    holders.delete(name);
    holders.set(name, pid);
    return true;
  },
  show: ({ pid }) => [pid],
});

export const REPLACE: Operation<NameSlot, Replacement, boolean> = new Operation<NameSlot, Replacement, boolean>({
  kind: "names.replace",
  access: Access.write,
  secondObject: ({ order }) => order,
  perform({ name, names: { holders } }, { expected, pid }, task) {
    if (holders.get(name) !== expected || !observeAlive(task, pid)) return false;
    holders.set(name, pid);
    return true;
  },
  show: ({ expected, pid }) => [expected, pid],
});

export const UNREGISTER: Operation<NameSlot, undefined, boolean> = new Operation<NameSlot, undefined, boolean>({
  kind: "names.unregister",
  access: Access.write,
  perform: ({ name, names: { holders } }) => holders.delete(name),
});

export const UNREGISTER_EXACT: Operation<NameSlot, Pid, boolean> = new Operation<NameSlot, Pid, boolean>({
  kind: "names.unregisterExact",
  access: Access.write,
  perform: ({ name, names: { holders } }, pid) => holders.get(name) === pid && holders.delete(name),
});

export const WHEREIS: Operation<NameSlot, undefined, Pid | undefined> = new Operation<
  NameSlot,
  undefined,
  Pid | undefined
>({
  kind: "names.whereis",
  access: Access.read,
  perform: ({ name, names: { holders } }) => holders.get(name),
});

export const REGISTERED: Operation<NameRows, undefined, string[]> = new Operation<NameRows, undefined, string[]>({
  kind: "names.registered",
  access: Access.read,
  perform: ({ holders }) => [...holders.keys()],
});

/** Removes all names of one pid, and of no other. */
export const FORGET: Operation<NameRows, Pid, void> = new Operation<NameRows, Pid, void>({
  kind: "names.forget",
  access: Access.write,
  perform({ holders }, pid) {
    for (const [name, holder] of holders) if (holder === pid) holders.delete(name);
  },
});

/** Whether an actor lives, observed as a part of the running step. */
function observeAlive(task: Task, pid: Pid): boolean {
  const { execution } = task.actor;
  const { life, isAlive } = must(execution.actors[pid.id], "the holder of a name is an actor of the execution");
  execution.recordAccess(task, life, Access.read);
  return isAlive;
}
