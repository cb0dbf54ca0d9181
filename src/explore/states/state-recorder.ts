// Records the states of an execution. Between two steps only the parts are looked at that the step may have changed, so
// the cost of a step does not grow with the number of actors.

import { Actor, Mailbox, Task } from "../../kernel/index.ts";
import type { AnyObject, Execution, Observer } from "../../kernel/index.ts";
import { Role } from "../../trace/index.ts";
import type { Shown } from "../../trace/index.ts";
import { actorRows, areSame, objectRows, signalRows } from "./state-rows.ts";
import type { RecordedStates, StateChange, StatePart } from "./recorded-states.ts";

/** An actor, an object, or the task of a signal in flight. */
type Part = Actor | AnyObject | Task;

interface Known {
  readonly index: number;
  rows: readonly Shown[] | undefined;
}

/** Records one execution. */
export class StateRecorder implements Observer {
  readonly #parts: StatePart[] = [];
  readonly #known: Map<Part, Known> = new Map();
  /** The parts that may have changed since the latest state. */
  readonly #changed: Set<Part> = new Set();
  readonly #changes: StateChange[][] = [];
  #actors = 0;

  beforeStep(task: Task, execution: Execution): void {
    this.#record(execution);
    const { object, secondObject } = task;
    this.#changeTask(task);
    for (const touched of [object, secondObject]) if (touched !== undefined) this.#meet(touched);
  }

  afterStep(): void {
    // What a step changes may go on changing until the next one begins.
  }

  onTask(task: Task): void {
    this.#changeTask(task);
  }

  onTouch(object: AnyObject): void {
    // A part, such as the slot of a key, is shown with its whole.
    this.#changed.add(object.parent ?? object);
    if (object.state instanceof Actor) this.#changed.add(object.state);
  }

  /** The states of the execution, which has ended. */
  end(execution: Execution): RecordedStates {
    this.#record(execution);
    return { parts: this.#parts, changes: this.#changes };
  }

  /** Marks an object that the step touches. One that was not seen before had its state before the step, too. */
  #meet(object: AnyObject): void {
    this.onTouch(object);
    const whole = object.parent ?? object;
    if (!this.#known.has(whole) && !(whole.state instanceof Actor)) {
      this.#compare(whole, objectRows(whole), this.#changes.at(-1) ?? []);
    }
  }

  #changeTask(task: Task): void {
    if (task.role === Role.delivery) this.#changed.add(task);
    this.#changed.add(task.actor);
    if (task.sender !== undefined) this.#changed.add(task.sender);
  }

  #record({ actors }: Execution): void {
    for (; this.#actors < actors.length; this.#actors += 1) {
      const actor = actors[this.#actors];
      if (actor !== undefined) this.#changed.add(actor);
    }
    const changes: StateChange[] = [];
    for (const part of this.#changed) {
      this.#compare(part, rowsOf(part), changes);
      // A delivery does not declare the mailbox.
      if (part instanceof Actor) this.#compareMailbox(part.mailbox, changes);
    }
    this.#changed.clear();
    this.#changes.push(changes);
  }

  /** A mailbox appears with its first message. */
  #compareMailbox(mailbox: AnyObject, changes: StateChange[]): void {
    const rows = objectRows(mailbox);
    if (this.#known.has(mailbox) || (rows !== undefined && rows.length > 0)) this.#compare(mailbox, rows, changes);
  }

  #compare(part: Part, rows: readonly Shown[] | undefined, changes: StateChange[]): void {
    let known = this.#known.get(part);
    if (known === undefined) {
      if (rows === undefined) return;
      known = { index: this.#parts.length, rows: undefined };
      this.#known.set(part, known);
      this.#parts.push(partOf(part));
    }
    if (areSame(known.rows, rows)) return;
    known.rows = rows;
    changes.push({ part: known.index, rows });
  }
}

function rowsOf(part: Part): readonly Shown[] | undefined {
  if (part instanceof Actor) return actorRows(part);
  if (part instanceof Task) return part.slot < 0 ? undefined : signalRows(part);
  // A mailbox is looked at with its actor.
  return objectRows(part);
}

function partOf(part: Part): StatePart {
  if (part instanceof Actor) return { kind: "actor", name: [{ actor: part.pid.path }] };
  if (part instanceof Task) {
    const sender = part.sender === undefined ? [] : [{ actor: part.sender.pid.path }];
    return { kind: "signal", name: [...sender, " → ", { actor: part.actor.pid.path }] };
  }
  return { kind: part.state instanceof Mailbox ? "mailbox" : "object", name: part.shown ?? ["unnamed"] };
}
