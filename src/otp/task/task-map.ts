// Concurrent work over many items, with a limit on the number of tasks at a time. After Elixir's Task.async_stream,
// with the results in a list.

import { must } from "../../errors.ts";
import { checkCount, checkOptionNames } from "../../options.ts";
import { checkDelay, demonitorFlush, unlinkAndStop, unlinkFlush, now } from "../../kernel/index.ts";
import type { MonitorRef } from "../../kernel/index.ts";
import { startTask, takeMessage, TaskFailed, valueIn } from "./task-ref.ts";
import type { TaskMessage, TaskRef } from "./task-ref.ts";

/** Options of `Task.map`. */
export interface MapOptions {
  /** The maximum number of tasks at a time. Default: the number of items. */
  readonly maxConcurrency?: number;
  /** Virtual milliseconds for each item. Default `Infinity`. */
  readonly timeout?: number;
  /** Whether the results are in the order of the items rather than in that of their arrival. Default true. */
  readonly ordered?: boolean;
}

/**
 * Runs `work` on each item, each in its own task, and waits for all. `Task.async_stream/3` in Elixir, whose results
 * come one by one.
 * @throws TaskFailed when a task times out, or ends without a value and the caller traps exits: the others are killed;
 *   UsageError (`invalid-option`, `unknown-option`, `invalid-delay`)
 */
export async function map<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Result | Promise<Result>,
  options: MapOptions = {},
): Promise<readonly Result[]> {
  checkOptionNames(options, ["maxConcurrency", "timeout", "ordered"], "Task.map");
  const { maxConcurrency = Number.POSITIVE_INFINITY, timeout = Number.POSITIVE_INFINITY, ordered = true } = options;
  checkCount(maxConcurrency, 1, "maxConcurrency");
  checkDelay(timeout, "The time-out of a task");
  const workers = new RunningTasks(timeout);
  const results: (readonly [index: number, value: Result])[] = [];
  try {
    for (let next = 0; next < items.length || workers.size > 0;) {
      if (next < items.length && workers.size < maxConcurrency) {
        const item = items[next] as Item;
        workers.add(next, await startTask(undefined, () => work(item)));
        next += 1;
      } else {
        const { index, message } = await workers.take();
        // Elixir's caller is linked to a helper alone: no EXIT of a task reaches it if it traps exits.
        await unlinkFlush(message.ref.pid);
        results.push([index, valueIn(message) as Result]);
      }
    }
  } catch (error) {
    await workers.killAll();
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

/** The tasks that are running. */
class RunningTasks {
  readonly #timeout: number;
  readonly #items = new Map<MonitorRef, MapItem>();

  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  get size(): number {
    return this.#items.size;
  }

  add(index: number, task: TaskRef<unknown>): void {
    const deadline = this.#timeout === Number.POSITIVE_INFINITY ? this.#timeout : now() + this.#timeout;
    this.#items.set(task.monitor, { index, task, deadline });
  }

  /** Waits for one of the tasks. The first was added first, so its deadline is the earliest. */
  async take(): Promise<{ readonly index: number; readonly message: TaskMessage }> {
    const first = must(this.#items.values().next().value, "a task is running");
    const timeout = first.deadline === Number.POSITIVE_INFINITY ? first.deadline : Math.max(0, first.deadline - now());
    const message = await takeMessage(new Set(this.#items.keys()), timeout);
    if (message === undefined) throw new TaskFailed(first.task.pid, "timeout");
    const { index } = this.#items.get(message.ref) ?? first;
    this.#items.delete(message.ref);
    return { index, message };
  }

  /** Kills the remaining tasks. */
  async killAll(): Promise<void> {
    for (const [monitor, { task }] of this.#items) {
      await unlinkAndStop(task.pid, "kill");
      await demonitorFlush(monitor);
      await unlinkFlush(task.pid);
    }
  }
}
