// Promises that one actor makes and another waits for. Which step settles one is known to the engine only, and whether it
// is settled already depends on the order of steps. So who waits for a promise of another actor may touch anything.

import type { Actor } from "../actors/actor.ts";
import type { Execution } from "../execution/execution.ts";
import { actingActor } from "../operations/attribution.ts";
import { actingTask, performingTask } from "../operations/current.ts";
import { touchEverything } from "./tracker.ts";

const owners = new WeakMap<object, Actor>();

/** Instrumented code of an actor keeps a promise that it has made. */
export function keepPromise(value: unknown): void {
  if (!(value instanceof Promise) || owners.has(value)) return;
  const actor = maker();
  if (actor !== undefined) owners.set(value, actor);
}

/** Instrumented code waits for a value, which may be a promise. */
export function adoptPromise(execution: Execution, value: unknown): void {
  if (!(value instanceof Promise)) return;
  const owner = owners.get(value);
  if (owner !== undefined && owner !== maker()) touchEverything(execution);
}

function maker(): Actor | undefined {
  return performingTask()?.actor ?? (actingTask() === undefined ? undefined : actingActor());
}
