// Memory that one execution passes on to the next.
//
// Actors are passed on, too: an actor with its task and its life is a sixth of what a short execution allocates. Only
// after an execution to whose actors nothing can refer that outlives it. Pids are handed out to the program, and new.

import { hasFaults } from "../../choice/index.ts";
import type { Actor } from "../actors/actor.ts";
import { ChoiceLog } from "./choice-log.ts";
import { IDLE } from "../operations/idle.ts";
import type { Execution } from "./execution.ts";
import type { ExecutionOptions } from "./options.ts";
import type { Task } from "../operations/task.ts";

/** An exploration does not keep more actors than this for its executions. */
const MOST_SPARES = 256;

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

  /** Actors that have ended and may be used again. */
  readonly spares: Actor[] = [];

  /** Keeps the actors of the execution that has ended, unless something may still refer to them. */
  recycle(execution: Execution): void {
    const { actors } = this;
    if (!isForgotten(execution)) return;
    for (let actor = actors.pop(); actor !== undefined; actor = actors.pop()) {
      if (!actor.isAsNew || this.spares.length === MOST_SPARES) continue;
      actor.letGo();
      this.spares.push(actor);
    }
  }

  /** Discards the previous execution. */
  clear(): void {
    this.choices.clear();
    while (this.tasks.length > 0) this.tasks.pop();
    while (this.actors.length > 0) this.actors.pop();
  }
}

/** Whether nothing besides the program, and what it creates, can refer to the actors of an execution afterwards. */
export function forgetsActors(options: ExecutionOptions): boolean {
  const { attribution, isInstrumented, observer, settings, strategy, watchesReactions } = options;
  const isObserved = observer !== undefined || attribution !== undefined || watchesReactions === true;
  return strategy.forgetsOperations === true && !isObserved && isInstrumented !== true && !hasFaults(settings);
}

/** Whether nothing refers to the actors of an execution that has ended, whatever the program keeps. */
function isForgotten(execution: Execution): boolean {
  const { actors, hasForeignWaits, hasTimers, isRemembered, onSpawn, outcome, ruleMonitor, states } = execution;
  if (outcome?.kind !== "completed" || outcome.leaks.length > 0 || outcome.unawaited.length > 0) return false;
  const hasExtensions = onSpawn !== undefined || ruleMonitor !== undefined || states !== undefined;
  // A single actor has them as soon as it awaits several operations at once; several are told apart by attribution.
  const mayWait = hasForeignWaits && actors.length > 1;
  return !isRemembered && !mayWait && !hasTimers && !hasExtensions;
}

function arrayWithCapacity16<T>(): T[] {
  const array: unknown[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, IDLE];
  while (array.length > 0) array.pop();
  return array as T[];
}
