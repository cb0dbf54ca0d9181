// How an execution ends, and what can be said of one in which nothing can go on.

import { Role } from "../../trace/index.ts";
import type { Step } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import type { Execution } from "./execution.ts";

/** One actor that cannot go on. */
export interface Wait {
  /** Its path. */
  readonly actor: string;
  /** What it waits in, for example `mutex.acquire(lock)`; undefined for a promise that is no operation's. */
  readonly operation: string | undefined;
  /** The path of the actor that would have to act, when one is known. */
  readonly waitsFor: string | undefined;
}

/** Steps after which everything is as it was, as far as heddle can see: an execution may repeat them for ever. */
export interface LivelockCycle {
  /** The paths of those who take part. */
  readonly actors: readonly string[];
  /** The first round. */
  readonly steps: readonly Step[];
  /** The steps at which the first and the second round begin, and the last step of the second. */
  readonly from: number;
  readonly again: number;
  readonly until: number;
  /** Whether virtual time, which is no part of the state, passes meanwhile. */
  readonly isTimePassing: boolean;
}

/** How an execution ended. */
export type Outcome =
  /** `leaks`: actors left alive that are no idle servers. */
  | { readonly kind: "completed"; readonly leaks: readonly Wait[] }
  /** An assertion, an error that nobody caught, a checker. `actor` is the path of whoever failed. */
  | { readonly kind: "violated"; readonly error: unknown; readonly actor: string }
  /** Nothing can go on. `cycle` names actors that wait for each other in a ring, if there is one. */
  | { readonly kind: "deadlocked"; readonly waits: readonly Wait[]; readonly cycle: readonly string[] }
  | { readonly kind: "out of steps" }
  /** It ran out of steps while it went round in circles; told only of an execution that is run with a trace. */
  | { readonly kind: "livelocked"; readonly cycle: LivelockCycle };

/** The outcome of an execution in which nothing is enabled, once its rules have been heard. */
export function concludeAtRest(execution: Execution): Outcome {
  execution.isAtRest = true;
  const outcome = concludeQuiescent(execution);
  return execution.ruleMonitor?.atRest(outcome) ?? outcome;
}

function concludeQuiescent(execution: Execution): Outcome {
  if (execution.hasMainReturned && !execution.actors.some(isStuck)) return COMPLETED;
  const waits = execution.actors.filter(isStuck).flatMap(waitsOf);
  const isDeadlock = !execution.hasMainReturned || waits.some(({ operation }) => !isMailboxWait(operation));
  if (!isDeadlock) return { kind: "completed", leaks: waits };
  return { kind: "deadlocked", waits, cycle: findCycle(waits) };
}

const COMPLETED: Outcome = { kind: "completed", leaks: [] };

/** The ends of a deadlock that wait for a promise that is no operation's. */
export function foreignWaits(outcome: Outcome): readonly Wait[] {
  return outcome.kind === "deadlocked" ? outcome.waits.filter(({ operation }) => operation === undefined) : [];
}

/** A server that waits for its next message is done for now; every other actor that is left is stuck or leaked. */
function isStuck({ handler, status }: Actor): boolean {
  return status === "running" && (handler === undefined || (handler.isBusy && handler.suspension !== "held"));
}

function waitsOf(actor: Actor): readonly Wait[] {
  const waits: Wait[] = [];
  for (const task of actor.allTasks()) {
    if (!task.isArmed || task.kind === "timer" || task.role === Role.fault) continue;
    const { operation, object, argument } = task;
    const waitsFor = operation.waitsFor?.(object?.state, argument);
    waits.push({
      actor: actor.pid.path,
      operation: object === undefined ? task.kind : `${task.kind}(${object.label})`,
      waitsFor: waitsFor?.pid.path,
    });
  }
  return waits.length > 0 ? waits : [{ actor: actor.pid.path, operation: undefined, waitsFor: undefined }];
}

/** After the main actor has returned, waiting for a message is a leak; waiting for a lock is still a deadlock. */
function isMailboxWait(operation: string | undefined): boolean {
  return operation?.startsWith("receive") === true;
}

function findCycle(waits: readonly Wait[]): readonly string[] {
  const next = new Map(waits.map(({ actor, waitsFor }) => [actor, waitsFor]));
  for (const { actor } of waits) {
    const path: string[] = [];
    let at: string | undefined = actor;
    while (at !== undefined && !path.includes(at)) {
      path.push(at);
      at = next.get(at);
    }
    if (at === actor) return path;
  }
  return [];
}
