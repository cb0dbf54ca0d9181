// Work over many items with so many tasks at a time. After Elixir's Task.async_stream, with the results in a list.

import { must } from "../../errors.ts";
import { checkDelay, unlinkAndStop, now } from "../../kernel/index.ts";
import type { MonitorRef } from "../../kernel/index.ts";
import { checkCount, checkNames } from "../supervisor/option-checks.ts";
import { forgoMessage, startTask, takeMessage, TaskFailed, valueIn } from "./task-ref.ts";
import type { TaskMessage, TaskRef } from "./task-ref.ts";

/** How `Task.map` works. */
export interface MapOptions {
  /** How many tasks at a time; default as many as there are items. */
  readonly maxConcurrency?: number;
  /** Virtual milliseconds for each item. Default `Infinity`. */
  readonly timeout?: number;
  /** Whether the results are in the order of the items, or in that in which they came. Default true. */
  readonly ordered?: boolean;
}

/**
 * Runs `work` on each item, each in a task of its own, and waits for all.
 * @throws TaskFailed when one takes too long, or ends without a value and the caller traps exits: the others are killed;
 *   UsageError (`invalid-option`, `unknown-option`, `invalid-delay`)
 */
export async function map<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Result | Promise<Result>,
  options: MapOptions = {},
): Promise<readonly Result[]> {
  checkNames(options, ["maxConcurrency", "timeout", "ordered"], "Task.map");
  const { maxConcurrency = Number.POSITIVE_INFINITY, timeout = Number.POSITIVE_INFINITY, ordered = true } = options;
  checkCount(maxConcurrency, 1, "maxConcurrency");
  checkDelay(timeout, "The time-out of a task");
  const crew = new MapWorkers(timeout);
  const results: (readonly [index: number, value: Result])[] = [];
  try {
    for (let next = 0; next < items.length || crew.size > 0;) {
      if (next < items.length && crew.size < maxConcurrency) {
        const item = items[next] as Item;
        crew.add(next, await startTask(undefined, () => work(item)));
        next += 1;
      } else {
        const { index, message } = await crew.take();
        results.push([index, valueIn(message) as Result]);
      }
    }
  } catch (error) {
    await crew.dismiss();
    throw error;
  }
  if (ordered) results.sort(([one], [other]) => one - other);
  return results.map(([, value]) => value);
}

interface MapItem {
  readonly index: number;
  readonly task: TaskRef<unknown>;
  readonly deadline: number;
}

/** The tasks that run now. */
class MapWorkers {
  readonly #timeout: number;
  readonly #jobs = new Map<MonitorRef, MapItem>();

  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  get size(): number {
    return this.#jobs.size;
  }

  add(index: number, task: TaskRef<unknown>): void {
    const deadline = this.#timeout === Number.POSITIVE_INFINITY ? this.#timeout : now() + this.#timeout;
    this.#jobs.set(task.monitor, { index, task, deadline });
  }

  /** Waits for one of them. The first was added first, and its time runs out first. */
  async take(): Promise<{ readonly index: number; readonly message: TaskMessage }> {
    const first = must(this.#jobs.values().next().value, "there is a task to wait for");
    const timeout = first.deadline === Number.POSITIVE_INFINITY ? first.deadline : Math.max(0, first.deadline - now());
    const message = await takeMessage(new Set(this.#jobs.keys()), timeout);
    if (message === undefined) throw new TaskFailed(first.task.pid, "timeout");
    const { index } = this.#jobs.get(message.ref) ?? first;
    this.#jobs.delete(message.ref);
    return { index, message };
  }

  /** Kills those that are left. */
  async dismiss(): Promise<void> {
    for (const [monitor, { task }] of this.#jobs) {
      await unlinkAndStop(task.pid, "kill");
      await forgoMessage(monitor);
    }
  }
}
