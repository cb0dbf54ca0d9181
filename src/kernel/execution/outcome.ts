// The outcome of an execution, and its computation for a quiescent one.

import { UsageError } from "../../errors.ts";
import { readable } from "../../trace/index.ts";
import type { Step } from "../../trace/index.ts";
import type { Actor } from "../actors/actor.ts";
import type { Execution } from "./execution.ts";
import { cycleIn, ringOf, waitsOf } from "./waits.ts";
import type { Wait } from "./waits.ts";

export type { Wait } from "./waits.ts";

/** Steps that lead back to the same state, as far as heddle can observe it: an execution may repeat them forever. */
export interface LivelockCycle {
  /** The paths of the actors that take part. */
  readonly actors: readonly string[];
  /** The first iteration. */
  readonly steps: readonly Step[];
  /** The number of the first step of the first iteration. */
  readonly from: number;
  /** The number of the first step of the second iteration. */
  readonly again: number;
  /** The number of the last step of the second iteration. */
  readonly until: number;
  /** Whether virtual time, which is not part of the state, passes meanwhile. */
  readonly isTimePassing: boolean;
}

/** The outcome of an execution. */
export type Outcome =
  /**
   * Everything has ended. `leaks`: actors left alive that are not idle servers. `unawaited`: operations that were pending
   * when the body of their actor returned, if they are told.
   */
  | { readonly kind: "completed"; readonly leaks: readonly Wait[]; readonly unawaited: readonly Wait[] }
  /** `error`: of an assertion, of an actor, or of a check. `actor`: the path of the failing actor. */
  | { readonly kind: "violated"; readonly error: unknown; readonly actor: string }
  /**
   * No actor can make progress, or those of a ring never can while others do (`isPartial`). `waits`: what each waits for.
   * `cycle`: actors that wait for each other in a ring.
   */
  | {
      readonly kind: "deadlocked";
      readonly waits: readonly Wait[];
      readonly cycle: readonly string[];
      readonly isPartial: boolean;
    }
  | { readonly kind: "outOfSteps" }
  /** It ran out of steps while repeating a `cycle`; only for traced executions. */
  | { readonly kind: "livelocked"; readonly cycle: LivelockCycle };

/** The outcome of an execution that failed with an error, or with whatever else was thrown. */
export function violatedBy(error: unknown, actor: string): Outcome {
  return { kind: "violated", error: readable(error), actor };
}

/** The outcome of an execution in which nothing is enabled, after its rules have been evaluated. */
export function concludeQuiescent(execution: Execution): Outcome {
  execution.isQuiescent = true;
  const outcome = outcomeBeforeRules(execution);
  const ruled = execution.ruleMonitor?.atRest(outcome) ?? outcome;
  return ruled.kind === "completed" ? withUnawaited(ruled, execution) : ruled;
}

/** Operations that nobody awaits are an error of the program, or told, as it wants. */
function withUnawaited(outcome: Outcome, { leftPending, reactions }: Execution): Outcome {
  const unawaited = reactions?.unawaited;
  if (unawaited !== undefined) {
    const { path } = unawaited.task.actor.pid;
    return { kind: "violated", error: neverAwaited(path, unawaited.kind), actor: path };
  }
  return leftPending === undefined || outcome.kind !== "completed" ? outcome : { ...outcome, unawaited: leftPending };
}

function neverAwaited(path: string, operation: string): UsageError {
  return new UsageError(
    `${path} returned while its operation ${operation} was still pending, and nothing ever waits for it: no await, no ` +
      "then. What comes after it in the program may come before it. Await it or, if it may happen at any time, explore with " +
      'unawaited: "note".',
    { code: "never-awaited" },
  );
}

/** The outcome of an execution that has reached its limit of steps: some actors may be deadlocked beside others. */
export function concludeOutOfSteps(execution: Execution): Outcome {
  const waits = ringOf(execution.actors);
  if (waits.length === 0) return { kind: "outOfSteps" };
  return { kind: "deadlocked", waits, cycle: waits.map(({ actor }) => actor), isPartial: true };
}

function outcomeBeforeRules(execution: Execution): Outcome {
  if (execution.hasMainReturned && !execution.actors.some(isStuck)) return COMPLETED;
  const waits = execution.actors.filter(isStuck).flatMap(waitsOf);
  const isDeadlock = !execution.hasMainReturned || waits.some(({ operation }) => !isLeak(operation));
  if (!isDeadlock) return { kind: "completed", leaks: waits, unawaited: [] };
  return { kind: "deadlocked", waits, cycle: cycleIn(waits), isPartial: false };
}

const COMPLETED: Outcome = { kind: "completed", leaks: [], unawaited: [] };

/** The actors that wait for foreign promises, in a deadlock or as leaks. */
export function foreignWaits(outcome: Outcome): readonly Wait[] {
  const waits = outcome.kind === "deadlocked" ? outcome.waits : outcome.kind === "completed" ? outcome.leaks : [];
  return waits.filter(({ operation }) => operation === undefined);
}

/** Whether an actor is stuck or leaked: any living actor is, except a server that waits for its next message. */
export function isStuck({ handler, status }: Actor): boolean {
  return status === "running" && (handler === undefined || (handler.isBusy && handler.suspension !== "held"));
}

/**
 * After the main actor has returned, waiting for a message or for a promise of the program is a leak: whoever would send
 * or settle it may be gone with the program. Waiting for a lock is still a deadlock.
 */
function isLeak(operation: string | undefined): boolean {
  return operation === undefined || operation.startsWith("receive");
}
