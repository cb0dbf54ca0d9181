// The observable state of an execution: the pending operation of each task and the values of the touched objects. It
// contains neither local variables of the program nor the time.

import { Actor, Execution, SharedObject, Task } from "../../kernel/index.ts";
import type { AnyObject } from "../../kernel/index.ts";
import { Pid, Role } from "../../trace/index.ts";

/** The depth to which values are compared. */
const DEPTH = 4;
/** The number of entries that are compared. */
const MAX_ENTRIES = 64;

/** Numbers the states of one execution; equal states have equal numbers. */
export class StateText {
  readonly #numbers: Map<string, number> = new Map();
  /** The touched objects as text. Those of the latest step are stale. */
  readonly #objects: Map<AnyObject, string> = new Map();
  #stale: AnyObject[] = [];

  /** Marks the objects as stale that a step of `task` may change. */
  touch({ secondObject, object }: Task): void {
    for (const touched of [object, object?.parent, secondObject]) if (touched !== undefined) this.#stale.push(touched);
  }

  numberOf(execution: Execution): number {
    for (const object of this.#stale) this.#objects.set(object, textOf(object.state, DEPTH));
    this.#stale = [];
    const parts = [...this.#objects].map(([{ key }, text]) => `${key}=${text}`);
    for (const actor of execution.actors) if (actor.isAlive) parts.push(actorText(actor, execution));
    // A signal in flight belongs to no actor.
    for (const task of execution.ready.tasks) if (task.role === Role.delivery) parts.push(taskText(task, execution));
    const text = parts.toSorted(byText).join("\n");
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(text, number);
    return number;
  }
}

function actorText(actor: Actor, execution: Execution): string {
  const tasks = actor.allTasks().filter(({ isArmed, role }) => isArmed && role !== Role.fault);
  const messages = actor.mailbox.state.matching(() => true).map(({ message }) => textOf(message, DEPTH));
  const isCancelled = actor.cancellation?.isRequested === true ? " cancelled" : "";
  const pending = tasks.map((task) => taskText(task, execution)).toSorted(byText);
  return `${actor.pid.path} ${actor.status}${isCancelled} ${pending.join(";")} mail ${messages.join(";")}`;
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
  if (Array.isArray(value)) return `[${firstOf(value).map(entry).join()}]${value.length}`;
  if (value instanceof Set)
    return `set[${firstOf([...value])
      .map(entry)
      .join()}]${value.size}`;
  if (value instanceof Map)
    return `map[${firstOf([...value].flat())
      .map(entry)
      .join()}]${value.size}`;
  const entries = Object.entries(value);
  return `{${firstOf(entries)
    .map(([key, one]) => `${key}:${entry(one)}`)
    .join()}}${entries.length}`;
}

function firstOf<T>(values: readonly T[]): readonly T[] {
  return values.slice(0, MAX_ENTRIES);
}

function byText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
