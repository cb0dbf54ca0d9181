// What actors wait for: the wait-for graph (Holt, "Some deadlock properties of computer systems", 1972).

import { Role } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import { outsideCalls } from "./outside-calls.ts";
import type { Task } from "../operations/task.ts";

/** One blocked actor. */
export interface Wait {
  /** Its path. */
  readonly actor: string;
  /** The blocked operation, for example `mutex.acquire(lock)`; undefined for a foreign promise. */
  readonly operation: string | undefined;
  /** The path of the actor that would have to act, if it is known. */
  readonly waitsFor: string | undefined;
  /** Why that may never happen, for example `which has exited`. Absent if heddle cannot tell. */
  readonly why?: string | undefined;
}

/** What an actor that cannot go on waits for. */
export function waitsOf(actor: Actor): readonly Wait[] {
  const waits = actor.allTasks().filter(isWaiting).map(waitOf);
  if (waits.length > 0) return waits;
  const calls = actor.execution.states === undefined ? [] : [...outsideCalls(actor.execution)];
  const unanswered = calls.filter((task) => task.actor === actor).map(unansweredBy);
  return unanswered.length > 0 ? unanswered : [{ actor: actor.pid.path, operation: undefined, waitsFor: undefined }];
}

/** Code awaits a call that left the program, and nothing is left that could answer it. */
function unansweredBy({ actor, kind }: Task): Wait {
  return { actor: actor.pid.path, operation: kind, waitsFor: undefined };
}

function isWaiting(task: Task): boolean {
  return task.isArmed && task.kind !== "timer" && task.role !== Role.fault;
}

function waitOf(task: Task): Wait {
  const { actor, argument, object, operation } = task;
  const target = targetOf(task);
  const why = operation.why?.(object?.state, argument) ?? (target === undefined ? undefined : whyNever(target));
  return {
    actor: actor.pid.path,
    operation: object === undefined ? task.kind : `${task.kind}(${object.label})`,
    waitsFor: target?.pid.path,
    ...(why === undefined ? {} : { why }),
  };
}

function targetOf(task: Task): Actor | undefined {
  return task.operation.waitsFor?.(task.object?.state, task.argument, task);
}

function whyNever({ handler, status }: Actor): string | undefined {
  if (status === "dead") return "which has exited";
  return handler?.suspension === "held" ? "which is suspended" : undefined;
}

/** The actors of a ring among waits; empty if there is none. */
export function cycleIn(waits: readonly Wait[]): readonly string[] {
  return ringIn(new Map(waits.map(({ actor, waitsFor }) => [actor, waitsFor])));
}

/**
 * What the actors of a ring wait for, in its order, if some wait for each other for ever while others run: each of them
 * can do nothing but wait for the next one, without a time-out.
 */
export function ringOf(actors: readonly Actor[]): readonly Wait[] {
  const targets = new Map<Actor, Actor>();
  for (const actor of actors) {
    const target = actor.isAlive ? onlyTargetOf(actor) : undefined;
    if (target?.isAlive === true) targets.set(actor, target);
  }
  return ringIn(targets).flatMap(waitsOf);
}

/** The actor without which this one cannot go on. */
function onlyTargetOf(actor: Actor): Actor | undefined {
  const tasks = actor.allTasks().filter(({ isArmed, role }) => isArmed && role !== Role.fault);
  const targets = new Set(tasks.map((task) => (task.slot >= 0 || task.kind === "timer" ? undefined : targetOf(task))));
  const [target] = targets;
  return targets.size === 1 ? target : undefined;
}

function ringIn<Node>(next: ReadonlyMap<Node, Node | undefined>): readonly Node[] {
  for (const start of next.keys()) {
    const path: Node[] = [];
    let at: Node | undefined = start;
    while (at !== undefined && !path.includes(at)) {
      path.push(at);
      at = next.get(at);
    }
    if (at === start) return path;
  }
  return [];
}
