// Memory that one execution passes on to the next.

import type { Actor } from "../actors/actor.ts";
import { ChoiceLog } from "./choice-log.ts";
import { IDLE } from "../operations/idle.ts";
import type { Task } from "../operations/task.ts";

/** Reusable memory for one execution at a time. */
export class Buffers {
  readonly choices: ChoiceLog = new ChoiceLog();
  /**
   * The list of enabled tasks. V8 gives an array that grows by `push` a capacity of 17, and shrinks it again whenever
   * it is emptied, by a call into the runtime; an array with a capacity of exactly 16 keeps it.
   */
  readonly tasks: Task[] = arrayWithCapacity16();
  /** The actors, by the id of their pid; the main actor first. */
  readonly actors: Actor[] = arrayWithCapacity16();

  /** Discards the previous execution. */
  clear(): void {
    this.choices.clear();
    while (this.tasks.length > 0) this.tasks.pop();
    while (this.actors.length > 0) this.actors.pop();
  }
}

function arrayWithCapacity16<T>(): T[] {
  const array: unknown[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, IDLE];
  while (array.length > 0) array.pop();
  return array as T[];
}
