// The functions of Task, after Elixir: starting an actor for one piece of work, and waiting for its value.

import { UsageError } from "../../errors.ts";
import {
  checkDelay,
  demonitorFlush,
  unlinkAndStop,
  kill,
  monitor as monitorActor,
  now,
  spawn,
  spawnLink,
} from "../../kernel/index.ts";
import type { ExitReason, MonitorRef } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import { startTask, takeMessage, TaskFailed, valueIn } from "./task-ref.ts";
import type { TaskMessage, TaskRef } from "./task-ref.ts";

/** The work of a task. */
export type TaskFunction<Result> = () => Result | Promise<Result>;

/** The result of a task: its `value`, or the exit `reason` of one that gave none. */
export type TaskResult<Result> =
  | { readonly kind: "ok"; readonly value: Result }
  | { readonly kind: "exit"; readonly reason: ExitReason };

/** The results of several tasks. */
export type ResultsOf<Tasks extends readonly TaskRef<unknown>[]> = {
  readonly [Index in keyof Tasks]: Tasks[Index] extends TaskRef<infer Result> ? Result : never;
};

/** Starts work whose value is not awaited. `Task.start/1` in Elixir. */
export function start(work: TaskFunction<unknown>): Promise<Pid>;
export function start(name: string, work: TaskFunction<unknown>): Promise<Pid>;
export function start(first: string | TaskFunction<unknown>, second?: TaskFunction<unknown>): Promise<Pid> {
  const { name, work } = workOf(first, second);
  return name === undefined ? spawn(work) : spawn(name, work);
}

/** Like `start`, linked to the caller: for a supervisor. `Task.start_link/1` in Elixir. */
export function startLink(work: TaskFunction<unknown>): Promise<Pid>;
export function startLink(name: string, work: TaskFunction<unknown>): Promise<Pid>;
export function startLink(first: string | TaskFunction<unknown>, second?: TaskFunction<unknown>): Promise<Pid> {
  const { name, work } = workOf(first, second);
  return name === undefined ? spawnLink(work) : spawnLink(name, work);
}

/**
 * Starts work for the caller, which is linked to it and alone may wait for its value. `Task.async/1` in Elixir.
 * @example const sum = await Task.async(() => add(1, 2)); … await Task.await(sum)
 */
function startAsync<Result>(work: TaskFunction<Result>): Promise<TaskRef<Result>>;
function startAsync<Result>(name: string, work: TaskFunction<Result>): Promise<TaskRef<Result>>;
function startAsync<Result>(
  first: string | TaskFunction<Result>,
  second?: TaskFunction<Result>,
): Promise<TaskRef<Result>> {
  const { name, work } = workOf(first, second);
  return startTask(name, work);
}

/**
 * Waits for the value of a task. After a time-out the task continues, and its value is dropped. `Task.await/2` in Elixir,
 * whose time-out ends the caller.
 * @param timeout virtual milliseconds. Default `Infinity`, as for a call: with competing timers, any finite one may
 * fire
 * @throws TaskFailed with reason `timeout`, or the exit reason of the task, if the caller traps exits; UsageError (`not-owner`, `task-settled`)
 */
async function awaitTask<Result>(task: TaskRef<Result>, timeout: number = Number.POSITIVE_INFINITY): Promise<Result> {
  const [value] = await awaitMany([task], timeout);
  return value;
}

/**
 * Waits for the values of several tasks, in the order of `tasks`; the time-out is for all together. `Task.await_many/2`
 * in Elixir.
 * @throws as `await`
 */
export async function awaitMany<const Tasks extends readonly TaskRef<unknown>[]>(
  tasks: Tasks,
  timeout: number = Number.POSITIVE_INFINITY,
): Promise<ResultsOf<Tasks>> {
  checkDelay(timeout, "The time-out of a task");
  for (const task of tasks) task.settle();
  const values = new Map<MonitorRef, unknown>();
  const waiting = new Map(tasks.map((task) => [task.monitor, task]));
  const deadline = timeout === Number.POSITIVE_INFINITY ? timeout : now() + timeout;
  try {
    for (let [first] = waiting.values(); first !== undefined; [first] = waiting.values()) {
      const message = await takeMessage(new Set(waiting.keys()), remainingUntil(deadline));
      if (message === undefined) throw new TaskFailed(first.pid, "timeout");
      waiting.delete(message.ref);
      values.set(message.ref, valueIn(message));
    }
  } catch (error) {
    for (const monitor of waiting.keys()) await demonitorFlush(monitor);
    throw error;
  }
  return tasks.map(({ monitor }) => values.get(monitor)) as unknown as ResultsOf<Tasks>;
}

/**
 * Waits for the value of a task up to a time-out; afterwards it may be awaited again. `Task.yield/2` in Elixir.
 * @returns `undefined` when there is none yet
 * @throws UsageError (`not-owner`, `task-settled`)
 */
async function yieldTask<Result>(
  task: TaskRef<Result>,
  timeout: number = DEFAULT_TIMEOUT,
): Promise<TaskResult<Result> | undefined> {
  checkDelay(timeout, "The time-out of a task");
  task.check();
  const message = await takeMessage(new Set([task.monitor]), timeout);
  if (message === undefined) return undefined;
  task.settle();
  return resultOf(message);
}

/**
 * Shuts a task down and waits until it has ended. The caller is unlinked from it first. `Task.shutdown/2` in Elixir.
 * @param how virtual milliseconds that it has before it is killed, default 5,000, or `brutalKill`
 * @returns its value if it arrived first; `undefined` when it ended as requested, with `shutdown` or, for `brutalKill`,
 *   `killed`; otherwise its exit reason: `killed` after the time-out, `noproc` if it had ended and its result was taken
 * @throws UsageError (`not-owner`)
 */
export async function shutdown<Result>(
  task: TaskRef<Result>,
  how: number | "brutalKill" = DEFAULT_TIMEOUT,
): Promise<TaskResult<Result> | undefined> {
  const isBrutal = how === "brutalKill";
  if (!isBrutal) checkDelay(how, "The time-out of a shutdown");
  const { pid } = task;
  task.settleOnce();
  // The program may have taken the task's own message by a receive.
  const only = new Set([await monitorActor(pid)]);
  await unlinkAndStop(pid, isBrutal ? "kill" : "shutdown");
  let down = await takeMessage(only, isBrutal ? Number.POSITIVE_INFINITY : how);
  if (down === undefined) {
    await kill(pid);
    down = await takeMessage(only, Number.POSITIVE_INFINITY);
  }
  const message = (await demonitorFlush(task.monitor)) ?? down;
  if (message === undefined) return undefined;
  const isAsRequested = message.kind === "down" && message.reason === (isBrutal ? "killed" : "shutdown");
  return isAsRequested ? undefined : resultOf(message);
}

const DEFAULT_TIMEOUT = 5_000;

function resultOf<Result>(message: TaskMessage): TaskResult<Result> {
  if (message.kind === "down") return { kind: "exit", reason: message.reason };
  return { kind: "ok", value: message.value as Result };
}

/** The virtual time until a deadline. */
function remainingUntil(deadline: number): number {
  return deadline === Number.POSITIVE_INFINITY ? deadline : Math.max(0, deadline - now());
}

function workOf<Result>(
  first: string | TaskFunction<Result>,
  second: TaskFunction<Result> | undefined,
): { readonly name: string | undefined; readonly work: TaskFunction<Result> } {
  const name = typeof first === "string" ? first : undefined;
  const work = typeof first === "string" ? second : first;
  if (typeof work === "function") return { name, work };
  throw new UsageError("A task takes a function, after an optional name.", { code: "no-body" });
}

export { map } from "./task-map.ts";
export { awaitTask as await, startAsync as async, yieldTask as yield };
