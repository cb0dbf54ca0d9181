// The primitives of actors, except those for messages and time.

import { UsageError } from "../../errors.ts";
import { Access, PAUSE_KIND, Pid } from "../../trace/index.ts";
import type { Actor } from "./actor.ts";
import { operate } from "../operations/operate.ts";
import { actingActor } from "../operations/attribution.ts";
import { checkReason } from "../signals/exit-reason.ts";
import type { ExitReason, TaggedReason } from "../signals/exit-reason.ts";
import { checkOptionNames } from "../../options.ts";
import { performingTask, requireTask } from "../operations/current.ts";
import { SharedObject } from "../operations/shared-object.ts";
import { footprintOf } from "../operations/footprint.ts";
import { EXIT } from "./exit.ts";
import { requireLocal } from "../signals/location.ts";
import { actorOf, sendAs } from "../messages/send.ts";
import { Operation } from "../operations/operation.ts";
import type { AnyObject } from "../operations/operation.ts";
import type { Execution } from "../execution/execution.ts";

/**
 * The calling actor's pid. Erlang's `self`.
 * @throws UsageError (`outside-execution`, `operation-in-rule`)
 */
export function self(): Pid {
  return (performingTask()?.actor ?? actingActor()).pid;
}

/**
 * Waits until an actor has exited. A crash that no monitor or link observes still fails the execution. As `join` of a
 * thread in loom and Shuttle.
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `not-a-pid`, `foreign-pid`; `remote-actor` when it runs
 *   on another node)
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { assertVerify, exit, join, pause, spawn } from "heddle";
 *
 * await assertVerify(async () => {
 *   const quick = await spawn("quick", () => pause());
 *   const busy = await spawn("busy", async () => {
 *     await pause();
 *     await exit("shutdown");
 *   });
 *   assert.deepEqual(await Promise.all([join(quick), join(busy)]), ["normal", "shutdown"]);
 * });
 * ```
 */
export function join(pid: Pid): Promise<ExitReason> {
  return operate(JOIN, requireLocal(actorOf(pid), "join").life, undefined);
}

/**
 * Whether EXIT signals reach the calling actor as messages `{ kind: "exit", pid, reason }` instead of ending it.
 * Erlang's process flag `trap_exit`. Default: they end it.
 * @throws UsageError (`outside-execution`, `operation-in-rule`)
 */
export function trapExit(isTrapping: boolean): Promise<void> {
  return operate(TRAP_EXIT, actingActor().life, isTrapping);
}

/**
 * Ends the calling actor, or sends an exit signal to another. Like that of a link, the signal is ignored if the reason
 * is `normal`, unless it is to oneself, and becomes a message if the receiver traps exits; the reason `kill` is that of
 * `kill(pid)`. The promise of the first form never settles. Erlang's `exit`.
 * @param reason a text, or a tagged object: `{ kind: "conflict", key }`
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `foreign-pid`, `invalid-reason`)
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { assertVerify, exit, join, pause, spawn } from "heddle";
 *
 * await assertVerify(async () => {
 *   const worker = await spawn("worker", async () => {
 *     await pause();
 *     await exit("done");
 *   });
 *   await exit(worker, "shutdown");
 *   assert.match(String(await join(worker)), /done|shutdown/);
 * });
 * ```
 */
export function exit(reason: string | TaggedReason): Promise<never>;
export function exit(pid: Pid, reason: string | TaggedReason): Promise<void>;
export function exit(first: Pid | string | TaggedReason, reason: string | TaggedReason = "normal"): Promise<void> {
  if (first instanceof Pid) {
    checkReason(reason);
    return sendAs(first, reason === "kill" ? { kind: "kill" } : { kind: "exit", reason });
  }
  checkReason(first);
  return operate(EXIT, actingActor().life, first);
}

/**
 * Kills an actor, untrappably, between any two of its steps. Erlang's `exit(Pid, kill)`: the reason that others see is
 * `killed`.
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `not-a-pid`, `foreign-pid`)
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { assertVerify, join, kill, pause, spawn } from "heddle";
 *
 * await assertVerify(async () => {
 *   const worker = await spawn("worker", async () => {
 *     await pause();
 *   });
 *   await kill(worker);
 *   assert.match(String(await join(worker)), /killed|normal/);
 * });
 * ```
 */
export function kill(pid: Pid): Promise<void> {
  return sendAs(pid, { kind: "kill" });
}

/** What a pause stands for. */
export interface PauseOptions {
  /** Its name in traces. Default: none. */
  readonly label?: string;
  /**
   * What the code after it shares with other actors: a cell, a table, a lock, a `shared` object or a text. Pauses that
   * touch different things commute. All other objects count as one. `"nothing"`: it commutes with everything. Default:
   * something that every pause touches.
   */
  readonly touches?: object | string;
}

/**
 * A scheduling point without any effect, as `yield_now` in loom and Shuttle. It stands for code of the program's own, so a reduction takes any two pauses of
 * different actors for dependent, unless it is told what they touch.
 * @param what a label for traces, or options
 * @throws UsageError (`outside-execution`, `invalid-option`)
 * @example await pause({ touches: account })
 */
export function pause(what?: string | PauseOptions): Promise<void> {
  const { execution } = requireTask().actor;
  if (what === undefined || typeof what === "string") return operate(PAUSE, pausesOf(execution), what);
  checkOptionNames(what, ["label", "touches"], "pause");
  const { label, touches } = what;
  if (touches === "nothing") return operate(FREE_PAUSE, undefined, label);
  return operate(PAUSE, touches === undefined ? pausesOf(execution) : footprintOf(execution, touches), label);
}

/** What every pause writes that does not say what it stands for. */
export function pausesOf(execution: Execution): AnyObject {
  execution.pauses ??= new SharedObject(PAUSES, "", undefined);
  return execution.pauses;
}

/**
 * Draws one of the alternatives; the drawn value is a choice of the schedule, replayed and shrunk like any other. As
 * `choose` in P and `RandomInteger` in Coyote.
 * @param alternatives a count n for 0 … n−1, or the values themselves
 * @throws UsageError (`outside-execution`, `operation-in-rule`; `invalid-choice` when there is no alternative)
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { choose, explore } from "heddle";
 *
 * const report = await explore(async () => {
 *   const size = await choose([0, 1, 1_000]);
 *   assert.notEqual(size, 1_000, "too large");
 * });
 * assert.equal(report.verdict, "violated");
 * ```
 */
export function choose(alternatives: number): Promise<number>;
export function choose<T>(alternatives: readonly T[]): Promise<T>;
export function choose<T>(alternatives: number | readonly T[]): Promise<T | number | undefined> {
  const count = typeof alternatives === "number" ? alternatives : alternatives.length;
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new UsageError(`choose takes a whole number of alternatives, at least 1, but got ${String(count)}.`, {
      code: "invalid-choice",
    });
  }
  return operate(CHOOSE, undefined, alternatives) as Promise<T | number | undefined>;
}

const JOIN = new Operation<Actor, undefined, ExitReason>({
  kind: "join",
  isForgotten: true,
  access: Access.read,
  isEnabled: (target) => !target.isAlive,
  isEnabledAt: (lives) => lives === false,
  perform: (target) => target.exitReason,
  waitsFor: (target) => target,
});

const TRAP_EXIT = new Operation<Actor, boolean, void>({
  kind: "trapExit",
  access: Access.write,
  perform(actor, isTrapping) {
    actor.isTrappingExits = isTrapping;
  },
});

const PAUSES = 0x9a05;

const PAUSE = new Operation<unknown, string | undefined, void>({
  kind: PAUSE_KIND,
  isForgotten: true,
  access: Access.write,
  perform: () => undefined,
});

/** A pause that commutes with everything. */
const FREE_PAUSE = new Operation<unknown, string | undefined, void>({
  kind: PAUSE_KIND,
  isForgotten: true,
  access: Access.none,
  perform: () => undefined,
});

const CHOOSE = new Operation<unknown, number | readonly unknown[], unknown>({
  kind: "choose",
  access: Access.none,
  perform(_state, alternatives, task) {
    const { execution } = task.actor;
    if (typeof alternatives === "number") return alternatives === 1 ? 0 : execution.draw(alternatives, task);
    return alternatives[alternatives.length === 1 ? 0 : execution.draw(alternatives.length, task)];
  },
});
