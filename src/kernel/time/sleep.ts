// Virtual time for programs: sleeping and reading the clock.

import { UsageError } from "../../errors.ts";
import { Access, Role } from "../../trace/index.ts";
import { never, operateAs } from "../operations/operate.ts";
import { claimTask } from "../operations/attribution.ts";
import { actingExecution, actingTask, currentEvaluation, requireTask } from "../operations/current.ts";
import type { Task } from "../operations/task.ts";
import { Operation } from "../operations/operation.ts";

/**
 * Virtual milliseconds since the execution began; on a node, according to the clock of the node.
 * @throws UsageError (`outside-execution`, `operation-in-rule`)
 */
export function now(): number {
  return timeOf(actingTask() ?? requireTask());
}

/**
 * The same for any code of the program: also in functions that operations perform, in rules and in checks.
 * @throws UsageError (`outside-execution`)
 */
export function clockTime(): number {
  const task = actingTask();
  if (task !== undefined) return timeOf(task);
  const evaluation = currentEvaluation();
  const execution = actingExecution() ?? requireTask().actor.execution;
  // A rule is evaluated again when it has changed.
  evaluation?.see(execution.timers.clock);
  return execution.timers.now;
}

function timeOf(task: Task): number {
  const { execution, location } = task.actor;
  execution.recordAccess(task, execution.timers.clock, Access.read);
  if (location === undefined) return execution.timers.now;
  execution.recordAccess(task, location.clock, Access.read);
  return execution.timers.now + location.clockOffset;
}

/**
 * Waits for virtual time to pass. With competing time the actor may wake while other actors could still step, since
 * their steps take real time; the order of deadlines is kept. Erlang's `timer:sleep`.
 * @param milliseconds at least 0; `Infinity` sleeps forever
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `invalid-delay`)
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { assertVerify, now, sleep } from "heddle";
 *
 * await assertVerify(async () => {
 *   await Promise.all([sleep(60_000), sleep(60_000)]);
 *   assert.equal(now(), 60_000);
 * });
 * ```
 */
export function sleep(milliseconds: number): Promise<void> {
  checkDelay(milliseconds, "sleep");
  return sleepAs(milliseconds, false);
}

/**
 * Waits as a timer of JavaScript does: in line with the others that the actor sets with this delay, and maybe late.
 * @param milliseconds 0 for an immediate
 * @throws UsageError (`outside-execution`, `operation-in-rule`)
 */
export function sleepInLine(milliseconds: number): Promise<void> {
  return sleepAs(milliseconds, true);
}

function sleepAs(milliseconds: number, isInLine: boolean): Promise<void> {
  const task = claimTask();
  if (task === undefined) return never();
  const promise = operateAs(task, SLEEP, undefined, milliseconds);
  if (task.operation !== SLEEP) return promise;
  const { execution } = task.actor;
  execution.recordAccess(task, execution.timers.clock, Access.read);
  execution.ready.remove(task);
  execution.timers.add(task, milliseconds, isInLine);
  execution.causality?.onTimer(task);
  return promise;
}

/** @throws UsageError (`invalid-delay`) */
export function checkDelay(milliseconds: number, what: string): void {
  if (typeof milliseconds === "number" && milliseconds >= 0) return;
  throw new UsageError(`${what} takes a number of milliseconds, at least 0, but got ${String(milliseconds)}.`, {
    code: "invalid-delay",
  });
}

const SLEEP = new Operation<unknown, number, void>({
  kind: "sleep",
  role: Role.timer,
  access: Access.none,
  secondObject: (_milliseconds, { actor }) => actor.execution.timers.clock,
  perform: (_state, _milliseconds, task) => task.actor.execution.timers.fire(task),
});
