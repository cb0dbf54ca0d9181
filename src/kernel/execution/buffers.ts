// What one execution hands on to the next: memory, and nothing else.

import type { Actor } from "../actors/actor.ts";
import { ChoiceLog } from "./choice-log.ts";
import { IDLE } from "../operations/idle.ts";
import type { Task } from "../operations/task.ts";

/** Memory for one execution at a time. */
export class Buffers {
  readonly choices: ChoiceLog = new ChoiceLog();
  /**
   * The list of enabled tasks. V8 gives an array that grew by `push` room for 17, and takes it away again whenever it
   * is emptied, by a call into the runtime; one of exactly 16 it leaves alone.
   */
  readonly tasks: Task[] = roomForSixteen();
  /** The actors, by the id of their pid; the main actor first. */
  readonly actors: Actor[] = roomForSixteen();

  /** Forgets the execution before. */
  clear(): void {
    this.choices.clear();
    while (this.tasks.length > 0) this.tasks.pop();
    while (this.actors.length > 0) this.actors.pop();
  }
}

function roomForSixteen<T>(): T[] {
  const room: unknown[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, IDLE];
  while (room.length > 0) room.pop();
  return room as T[];
}
