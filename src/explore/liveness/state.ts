// The observable state of an execution: the pending operation of each task and the values of the touched objects. It
// contains neither local variables of the program nor the time.
//
// A state is the sum of the hashes of its parts, one for each actor, each touched object and each signal in flight.
// Between two steps only the parts that have changed are looked at, so the cost of a step does not grow with the
// number of actors, and a program that leaks actors or messages is diagnosed as fast as any other.

import { hashText, mix } from "../../choice/index.ts";
import { Actor, Execution, Mailbox, SharedObject, Task } from "../../kernel/index.ts";
import type { AnyObject } from "../../kernel/index.ts";
import { Pid, Role } from "../../trace/index.ts";

/** The depth to which values are compared. */
const DEPTH = 4;
/** The number of entries that are compared, and of messages in a mailbox. */
const MAX_ENTRIES = 64;
/** The seed of the second half of a hash. */
const OTHER_SEED = 0x6b43a9b5;

/** An actor, an object, or the task of a signal in flight. */
type Part = Actor | AnyObject | Task;

interface PartHash {
  readonly one: number;
  readonly other: number;
}

/** Numbers the states of one execution; equal states have equal numbers. */
export class StateNumbers {
  readonly #numbers: Map<string, number> = new Map();
  readonly #hashes: Map<Part, PartHash> = new Map();
  /** The parts that may have changed since the latest state. */
  readonly #changed: Set<Part> = new Set();
  /** The actors with a pending timer: its remaining time changes with the clock. */
  readonly #timed: Set<Actor> = new Set();
  #now = 0;
  // The sum of all hashes, as two 32-bit halves.
  #one = 0;
  #other = 0;

  /** Marks everything as changed. */
  begin({ actors, ready }: Execution): void {
    for (const actor of actors) this.#changed.add(actor);
    for (const task of ready.tasks) this.changeTask(task);
  }

  /** What is pending for a task may have changed. */
  changeTask(task: Task): void {
    // A signal in flight belongs to no actor.
    if (task.role === Role.delivery) this.#changed.add(task);
    this.#changed.add(task.actor);
  }

  /** The content of an object may have changed. */
  changeObject(object: AnyObject): void {
    this.#changed.add(object);
    if (object.state instanceof Actor) this.#changed.add(object.state);
  }

  /** Marks what a step of `task` may change. */
  step(task: Task): void {
    const { object, secondObject } = task;
    this.changeTask(task);
    for (const touched of [object, object?.parent, secondObject]) if (touched !== undefined) this.changeObject(touched);
  }

  numberOf(execution: Execution): number {
    if (execution.timers.now !== this.#now) for (const actor of this.#timed) this.#changed.add(actor);
    this.#now = execution.timers.now;
    for (const part of this.#changed) this.#replace(part, this.#textOf(part, execution));
    this.#changed.clear();
    const state = `${this.#one} ${this.#other} ${this.#hashes.size}`;
    const known = this.#numbers.get(state);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(state, number);
    return number;
  }

  /** @param text `undefined` for a part that does not exist any more */
  #replace(part: Part, text: string | undefined): void {
    const before = this.#hashes.get(part);
    if (before !== undefined) this.#add(-before.one, -before.other);
    if (text === undefined) {
      this.#hashes.delete(part);
      return;
    }
    // Mixed again, since the sum of what is not mixed well has collisions.
    const hash = { one: mix(hashText(text), 1), other: mix(hashText(text, OTHER_SEED), 2) };
    this.#hashes.set(part, hash);
    this.#add(hash.one, hash.other);
  }

  #add(one: number, other: number): void {
    this.#one = (this.#one + one) | 0;
    this.#other = (this.#other + other) | 0;
  }

  #textOf(part: Part, execution: Execution): string | undefined {
    if (part instanceof Task) return part.slot < 0 ? undefined : taskText(part, execution);
    if (part instanceof SharedObject) return `${part.key}=${stateText(part.state)}`;
    const tasks = part.isAlive ? part.allTasks().filter(({ isArmed, role }) => isArmed && role !== Role.fault) : [];
    if (tasks.some(({ role }) => role === Role.timer)) this.#timed.add(part);
    else this.#timed.delete(part);
    return part.isAlive ? actorText(part, tasks, execution) : undefined;
  }
}

function actorText({ cancellation, pid, status }: Actor, tasks: readonly Task[], execution: Execution): string {
  const isCancelled = cancellation?.isRequested === true ? " cancelled" : "";
  const pending = tasks.map((task) => taskText(task, execution)).toSorted(byText);
  return `${pid.path} ${status}${isCancelled} ${pending.join(";")}`;
}

/** Omits the ordinal: timers and operations that are awaited together have a new task each time. */
function taskText(task: Task, execution: Execution): string {
  const { argument, kind, object, operation, role, sender, slot } = task;
  const signal = operation.signal?.(argument);
  const shown = [
    ...(operation.show?.(argument, object?.state) ?? [argument]),
    signal?.kind,
    signal?.about,
    signal?.content,
  ];
  const due = role === Role.timer ? execution.timers.deadlineOf(task) - execution.timers.now : 0;
  const who = sender === undefined ? "" : `${sender.pid.path}→${task.actor.pid.path}`;
  const values = shown.map((value) => textOf(value, DEPTH)).join();
  return `${who} ${kind} ${object?.key ?? ""} ${slot >= 0 ? "enabled" : "blocked"} ${due} ${values}`;
}

function stateText(state: unknown): string {
  if (!(state instanceof Mailbox)) return textOf(state, DEPTH);
  return `${state
    .first(MAX_ENTRIES)
    .map((message) => textOf(message, DEPTH))
    .join(";")} of ${state.size}`;
}

/** A value as text. Kernel objects are represented by name, since their content changes with every step. */
function textOf(value: unknown, depth: number): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "function";
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Actor) return `${value.pid.path} ${value.status}`;
  if (value instanceof Pid) return value.path;
  if (value instanceof Task) return value.who;
  if (value instanceof SharedObject) return String(value.key);
  if (value instanceof Execution) return "";
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  const primitive: unknown = value.valueOf();
  if (primitive !== value) return String(primitive);
  if (depth === 0) return "…";
  const entry = (one: unknown): string => textOf(one, depth - 1);
  if (Array.isArray(value)) return `[${firstOf<unknown>(value).map(entry).join()}]${value.length}`;
  if (value instanceof Set) return `set[${firstOf(value).map(entry).join()}]${value.size}`;
  if (value instanceof Map) {
    const entries = firstOf<readonly [unknown, unknown]>(value);
    return `map[${entries.map(([key, one]) => `${entry(key)},${entry(one)}`).join()}]${value.size}`;
  }
  const entries = Object.entries(value);
  return `{${firstOf(entries)
    .map(([key, one]) => `${key}:${entry(one)}`)
    .join()}}${entries.length}`;
}

function firstOf<T>(values: Iterable<T>): readonly T[] {
  const first: T[] = [];
  for (const value of values) {
    if (first.length === MAX_ENTRIES) break;
    first.push(value);
  }
  return first;
}

function byText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
