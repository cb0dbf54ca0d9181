// The state of an actor, an object or a channel as rows of text.

import { Actor, Mailbox, Task } from "../../kernel/index.ts";
import type { AnyObject, Execution } from "../../kernel/index.ts";
import { joinShown, plainText, Role, showValue } from "../../trace/index.ts";
import type { Shown } from "../../trace/index.ts";

/** Further messages of a mailbox and rows of a table are counted only. */
const MAX_ROWS = 200;

/** The state of an object that says itself how it is shown: a row for each thing in it. */
export interface ShownState {
  stateRows(): readonly Shown[];
}

/** What an actor does: a row for its status, and one for each operation that it waits in. */
export function actorRows(actor: Actor): readonly Shown[] {
  const { cancellation, exitReason, isAlive, status } = actor;
  if (!isAlive) return [["exited: ", ...showValue(exitReason)]];
  const isCancelled = cancellation?.isRequested === true ? ", cancelled" : "";
  const pending = actor.allTasks().filter(isPending);
  return [[`${status}${isCancelled}`], ...pending.map((task) => pendingRow(task))];
}

/** The signal that a channel delivers next. */
export function signalRows(task: Task): readonly Shown[] {
  const { argument, operation } = task;
  const signal = operation.signal?.(argument);
  if (signal === undefined) return [[task.kind]];
  const about = signal.about === undefined ? [] : [{ actor: signal.about.path }];
  const content = signal.content === undefined ? [] : showValue(signal.content);
  const parts = [[signal.kind], about, content].filter((part) => part.length > 0);
  return [joinShown(parts, " ")];
}

/** The content of an object; `undefined` if it has none to show. */
export function objectRows({ state }: AnyObject): readonly Shown[] | undefined {
  if (state === undefined || state instanceof Actor || state instanceof Task) return undefined;
  if (state instanceof Mailbox) {
    return limited(
      state.first(MAX_ROWS).map((message) => showValue(message)),
      state.size,
    );
  }
  if (hasRows(state)) {
    const rows = state.stateRows();
    return limited(rows.slice(0, MAX_ROWS), rows.length);
  }
  return contentRows(state);
}

/** Whether two states are shown alike. */
export function areSame(one: readonly Shown[] | undefined, other: readonly Shown[] | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.length === other.length && one.every((row, index) => plainText(row) === plainText(other[index] ?? []));
}

function isPending({ isArmed, role }: Task): boolean {
  return isArmed && role !== Role.fault;
}

function pendingRow(task: Task): Shown {
  const { actor, argument, kind, object, operation, ordinal, role, slot } = task;
  const shown = operation.show?.(argument, object?.state) ?? (argument === undefined ? [] : [argument]);
  const values = joinShown(shown.map(showValue), ", ");
  const branch = ordinal === 0 ? [] : [`#${ordinal} `];
  const name = object?.shown === undefined ? [] : ["(", ...object.shown, ")"];
  const call: Shown = [...branch, kind, ...name, ...(values.length === 0 ? [] : [" ", ...values])];
  if (role === Role.timer) return [...call, `, due at ${dueAt(task, actor.execution)} ms`];
  if (slot >= 0) return [...call, ", can go on"];
  const target = operation.waitsFor?.(object?.state, argument, task);
  return target === undefined ? [...call, ", waits"] : [...call, ", waits for ", { actor: target.pid.path }];
}

function dueAt(task: Task, { timers }: Execution): number {
  return timers.deadlineOf(task);
}

/** A row for each entry or field; `undefined` for an instance of a class, whose fields are its own business. */
function contentRows(state: unknown): readonly Shown[] | undefined {
  if (typeof state !== "object" || state === null) return [shownOf(state)];
  if (state instanceof Map) return limited(entryRows(firstOf<readonly [unknown, unknown]>(state)), state.size);
  if (state instanceof Set) return limited(firstOf<unknown>(state).map(shownOf), state.size);
  const prototype: unknown = Object.getPrototypeOf(state);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  const fields = Object.entries(state).filter(([name]) => name !== "label");
  const [first] = fields;
  // The content of a cell.
  if (fields.length === 1 && first?.[0] === "value") return [shownOf(first[1])];
  return entryRows(fields);
}

function entryRows(entries: readonly (readonly [unknown, unknown])[]): readonly Shown[] {
  return entries.map(([key, value]) => [...(typeof key === "string" ? [key] : shownOf(key)), ": ", ...shownOf(value)]);
}

/** A value; the kernel's own are shown by the actor that they stand for. */
function shownOf(value: unknown): Shown {
  if (value instanceof Actor) return [{ actor: value.pid.path }];
  if (value instanceof Task) return [{ actor: value.actor.pid.path }];
  if (value === undefined) return ["–"];
  if (!Array.isArray(value) || !value.some((one) => one instanceof Actor || one instanceof Task))
    return showValue(value);
  return ["[", ...joinShown(value.map(shownOf), ", "), "]"];
}

function firstOf<Entry>(entries: Iterable<Entry>): readonly Entry[] {
  const first: Entry[] = [];
  for (const entry of entries) {
    if (first.length === MAX_ROWS) break;
    first.push(entry);
  }
  return first;
}

function hasRows(state: unknown): state is ShownState {
  return typeof state === "object" && state !== null && "stateRows" in state && typeof state.stateRows === "function";
}

function limited(rows: readonly Shown[], size: number): readonly Shown[] {
  return size > rows.length ? [...rows, [`and ${size - rows.length} more`]] : rows;
}
