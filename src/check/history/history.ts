// The history of an execution: what its actors ask of an object and what they are answered, in the order in which it
// happens. Keeping it takes no step and no choice. It is an object that each invocation reads and each response writes,
// though, so that executions in which a response and an invocation change places are of different classes: whether the
// history is linearizable depends on that order, and an exhaustive search must see both.

import { actingActor, createObject, currentTask, onExit } from "../../kernel/index.ts";
import type { Actor, SharedObject, Task } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { RecordedOperation } from "./recorded-operation.ts";

/** What a history says of an operation that was rejected. */
export type Rejected<Result> =
  /** It happened, and this was its answer. */
  | { readonly kind: "answered"; readonly result: Result }
  /** It may have happened, may still happen, or never: a call that timed out. */
  | { readonly kind: "unknown" }
  /** It did not happen and never will. */
  | { readonly kind: "never" };

/** What a history may be told. */
export interface HistoryOptions<Operation, Result> {
  /** What to make of an operation that was rejected. Default: the error is its answer. */
  readonly rejected?: (error: unknown, operation: Operation) => Rejected<Result>;
}

interface Entry<Operation, Result> {
  readonly client: string;
  readonly operation: Operation;
  readonly invoked: number;
  response: { readonly returned: number; readonly result: Result } | undefined;
  isVoid: boolean;
}

/**
 * The history of one object. Create it inside the program.
 * @example
 * const history = new History<RegisterOperation, RegisterResult>();
 * await history.record({ kind: "read" }, () => value.read());
 * assertLinearizable(history, registerModel());
 */
export class History<Operation, Result = unknown> {
  readonly #rejected: ((error: unknown, operation: Operation) => Rejected<Result>) | undefined;
  readonly #entries: Entry<Operation, Result>[] = [];
  readonly #object: SharedObject = createObject("history", undefined);
  #time = 0;

  /** @throws UsageError (`outside-execution`) */
  constructor({ rejected }: HistoryOptions<Operation, Result> = {}) {
    this.#rejected = rejected;
  }

  /** What was recorded so far, in the order of the invocations: plain data that outlives the execution. */
  get operations(): readonly RecordedOperation<Operation, Result>[] {
    this.#touch(currentTask(), Access.write);
    return this.#entries
      .filter(({ isVoid }) => !isVoid)
      .map(({ client, invoked, operation, response }) => ({ client, operation, invoked, ...response }));
  }

  /**
   * Records what the calling actor asks for, and the answer. An actor may have several operations under way. When it
   * dies before there is an answer, the operation stays pending.
   * @param run asks for it
   * @returns what `run` gives; rejects as `run` does
   * @throws UsageError (`outside-execution`)
   */
  async record<Answer extends Result | void>(
    operation: Operation,
    run: () => PromiseLike<Answer> | Answer,
  ): Promise<Answer> {
    const actor = actingActor();
    const entry = this.#begin(actor.pid, operation, currentTask());
    try {
      const result = await run();
      this.#answer(entry, actor, { kind: "answered", result: result as Result });
      return result;
    } catch (error) {
      const rejected = this.#rejected?.(error, operation);
      this.#answer(entry, actor, rejected ?? { kind: "answered", result: error as Result });
      throw error;
    }
  }

  /** Records something that happens now, all at once, by the calling actor. @throws UsageError (`outside-execution`) */
  note(operation: Operation, result?: Result): void {
    this.#note(actingActor().pid, operation, result, currentTask());
  }

  /**
   * Records the death of an actor in the very step in which it happens, even if it is killed.
   * @param died happens in that step; for example `{ kind: "died", pid }`
   * @param later what may happen at any time from then on, or never; for example `{ kind: "cleanup", pid }`
   * @throws UsageError (`outside-execution`, `not-a-pid`, `foreign-pid`)
   */
  watch(pid: Pid, died: Operation, later: readonly Operation[] = []): void {
    onExit(pid, (task) => {
      this.#note(pid, died, undefined, task);
      for (const operation of later) this.#begin(pid, operation, task);
    });
  }

  #note(pid: Pid, operation: Operation, result: Result | undefined, task: Task | undefined): void {
    const entry = this.#begin(pid, operation, task);
    this.#touch(task, Access.write);
    entry.response = { returned: this.#next(), result: result as Result };
  }

  #begin(pid: Pid, operation: Operation, task: Task | undefined): Entry<Operation, Result> {
    this.#touch(task, Access.read);
    const entry = { client: pid.path, operation, invoked: this.#next(), response: undefined, isVoid: false };
    this.#entries.push(entry);
    return entry;
  }

  #answer(entry: Entry<Operation, Result>, actor: Actor, rejected: Rejected<Result>): void {
    // A promise of another making may settle after the death of who awaits it.
    if (!actor.isAlive || rejected.kind === "unknown") return;
    this.#touch(currentTask(), Access.write);
    if (rejected.kind === "never") entry.isVoid = true;
    else entry.response = { returned: this.#next(), result: rejected.result };
  }

  #touch(task: Task | undefined, access: Access): void {
    task?.actor.execution.recordAccess(task, this.#object, access);
  }

  #next(): number {
    this.#time += 1;
    return this.#time;
  }
}
