// Awaits of instrumented code, which are scheduling points in relaxed mode: as if each took time.

import { Access } from "../../trace/index.ts";
import { actingActor, claimTask } from "../operations/attribution.ts";
import { currentTask, performingTask } from "../operations/current.ts";
import { callSite, operateAs } from "../operations/operate.ts";
import { Operation } from "../operations/operation.ts";
import { adoptPromise } from "../plain-state/promises.ts";
import { useEverything } from "../plain-state/tracker.ts";
import { pausesOf } from "./primitives.ts";
import type { Execution } from "../execution/execution.ts";
import type { Task } from "../operations/task.ts";

/** The functions that instrumented code calls. */
export interface AwaitHooks {
  /** Gets the operand of an `await`; returns what the engine is to await. */
  readonly await: (value: unknown) => unknown;
  /** Gets what a `for await` iterates over. */
  readonly iterate: (iterable: unknown) => unknown;
}

/** Outside of the code of an execution both return their argument. */
export const awaitHooks: AwaitHooks = { await: awaited, iterate: iterated };

function awaited(value: unknown): unknown {
  const execution = callingExecution();
  if (execution === undefined) return value;
  if (execution.plainState !== undefined) adoptPromise(execution, value);
  if (value instanceof NativePromise && execution.operations?.has(value) !== true)
    execution.attribution?.inputs?.awaited(value);
  if (execution.settings.awaits === "faithful") return value;
  // An operation is a scheduling point of its own.
  if (typeof value === "object" && value !== null && execution.operations?.has(value) === true) return value;
  return takingTime(value, execution.isTraced ? callSite() : undefined);
}

function iterated(iterable: unknown): unknown {
  const execution = callingExecution();
  if (execution === undefined || execution.settings.awaits === "faithful") return iterable;
  const begin =
    (iterable as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator] ??
    (iterable as Partial<Iterable<unknown>>)[Symbol.iterator];
  // The engine tells what is wrong with it.
  if (typeof begin !== "function") return iterable;
  return {
    [Symbol.asyncIterator]: (): AsyncIterator<unknown> => {
      const iterator = Reflect.apply(begin, iterable, []) as AsyncIterator<unknown>;
      return pausing(iterator, Reflect.has(iterable as object, Symbol.asyncIterator));
    },
  };
}

/** An iterator each of whose results takes time. */
function pausing(iterator: AsyncIterator<unknown>, isAsync: boolean): AsyncIterator<unknown> {
  const result = async (step: unknown): Promise<IteratorResult<unknown>> => {
    const settled = (await awaited(step)) as IteratorResult<unknown>;
    // A synchronous iterator may yield promises, which are awaited in turn.
    return isAsync ? settled : { done: settled.done === true, value: await settled.value };
  };
  return {
    next: (value: unknown) => result(iterator.next(value)),
    ...(iterator.return === undefined ? {} : { return: (value: unknown) => result(iterator.return?.(value)) }),
    ...(iterator.throw === undefined ? {} : { throw: (error: unknown) => result(iterator.throw?.(error)) }),
  };
}

/** The execution whose code calls; `undefined` outside. From now on its actor counts as one that shares plain state. */
function callingExecution(): Execution | undefined {
  const task = currentTask();
  if (task === undefined || performingTask() !== undefined) return undefined;
  const { execution } = task.actor;
  if (execution.unwinding !== undefined) return undefined;
  sharePlainState(execution, task);
  return execution;
}

/** Ordinary code keeps its state in variables and objects: unless it tells which, they are one object for a reduction. */
function sharePlainState(execution: Execution, task: Task): void {
  if (execution.plainState !== undefined) {
    useEverything(execution);
    return;
  }
  const actor = actingActor();
  const plain = pausesOf(execution);
  if (actor.memory === plain) return;
  actor.memory = plain;
  execution.recordAccess(task, plain, Access.write);
}

/** Captured once: loading a global costs a look-up. */
const NativePromise = Promise;
const SETTLED: Promise<void> = NativePromise.resolve();

/** What a value or a promise comes to, after a scheduling point. */
function takingTime(value: unknown, site: Error | undefined): Promise<unknown> {
  const isPrimitive = (typeof value !== "object" || value === null) && typeof value !== "function";
  if (isPrimitive) {
    return new NativePromise((resolve) => {
      void SETTLED.then(() => {
        reach(site, value, resolve);
      });
    });
  }
  // Whatever else may be awaited in as many microtasks as the engine takes.
  if (!(value instanceof NativePromise) || value.constructor !== NativePromise) return takingTimeToo(value, site);
  return new NativePromise((resolve, reject) => {
    void NativePromise.prototype.then.call(
      value,
      (result: unknown) => {
        reach(site, result, resolve);
      },
      (error: unknown) => {
        reach(site, error, resolve, reject);
      },
    );
  });
}

async function takingTimeToo(value: unknown, site: Error | undefined): Promise<unknown> {
  try {
    return await value;
  } finally {
    await new NativePromise((resolve) => {
      reach(site, undefined, resolve);
    });
  }
}

type Settle = (value: unknown) => void;

/**
 * Settles the promise of an `await` after a point of its own. That promise is the operation's, too: another one would cost as
 * much as the step.
 * @param reject if the result is an error
 */
function reach(site: Error | undefined, result: unknown, resolve: Settle, reject: Settle = resolve): void {
  // Without a task it is resumed by what heddle does not control, which is told elsewhere.
  const task = currentTask() === undefined ? undefined : claimTask();
  if (task === undefined) {
    if (currentTask() === undefined) reject(result);
    return;
  }
  const { cancellation, execution } = task.actor;
  const isTracked = execution.plainState !== undefined;
  const operation = isTracked ? FREE_AWAIT : AWAIT;
  const object = isTracked ? undefined : pausesOf(execution);
  // Refused, it is resumed with a promise that is rejected.
  const resume = (refusal: unknown): void => {
    if (refusal === undefined) reject(result);
    else resolve(refusal);
  };
  if (execution.reactions === undefined && execution.unwinding === undefined && cancellation === undefined) {
    execution.arm(task, operation, object, undefined);
    task.resume = resume;
  } else {
    const performed = operateAs(task, operation, object, undefined);
    performed.then(resume, () => {
      resolve(performed);
    });
  }
  if (site !== undefined) task.site = site;
}

/** Conflicts with every other await, and with every pause: plain variables are read and written after it. */
const AWAIT = new Operation<unknown, undefined, undefined>({
  kind: "await",
  access: Access.write,
  perform: () => undefined,
});

/** Commutes with every other step, but for what the code after it touches. */
const FREE_AWAIT = new Operation<unknown, undefined, undefined>({
  kind: "await",
  access: Access.none,
  perform: () => undefined,
});
