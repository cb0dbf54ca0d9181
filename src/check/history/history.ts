// The history of an execution: the invocations and responses of operations on an object, in order. Recording takes no
// step and no choice. But the history is an object that each invocation reads and each response writes, so that
// executions that differ in the order of a response and an invocation are of different classes: linearizability depends
// on that order, and an exhaustive search must see both.

import { actingActor, Cancelled, createObject, currentTask, onExit } from "../../kernel/index.ts";
import type { Actor, SharedObject, Task } from "../../kernel/index.ts";
import { Access } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { RecordedOperation } from "./recorded-operation.ts";

/** How a history records an operation that was rejected. */
export type Rejected<Result> =
  /** It happened, with this `result`. */
  | { readonly kind: "answered"; readonly result: Result }
  /** It may have happened, may still happen, or never will: a call that timed out. */
  | { readonly kind: "unknown" }
  /** It did not happen and never will. */
  | { readonly kind: "never" };

/** Options for histories. */
export interface HistoryOptions<Operation, Result> {
  /**
   * Decides how a rejected operation is recorded. Default: the error is its result; of one that was cancelled it is
   * unknown whether it happened.
   */
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
 * The history of one object. Create it inside the program. As the histories of Jepsen and Knossos.
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

  /** The operations recorded so far, in order of invocation: plain data that outlives the execution. */
  get operations(): readonly RecordedOperation<Operation, Result>[] {
    this.#touch(currentTask(), Access.write);
    return this.#entries
      .filter(({ isVoid }) => !isVoid)
      .map(({ client, invoked, operation, response }) => ({ client, operation, invoked, ...response }));
  }

  /**
   * Records an operation of the calling actor and its result. An actor may have several operations in progress. If it
   * exits before there is a response, the operation stays pending.
   * @param run performs the operation
   * @returns the result of `run`; rejects if `run` does
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
      this.#respond(entry, actor, { kind: "answered", result: result as Result });
      return result;
    } catch (error) {
      const rejected = this.#rejected?.(error, operation);
      this.#respond(entry, actor, rejected ?? answerOf(error));
      throw error;
    }
  }

  /** Records an instantaneous operation of the calling actor. @throws UsageError (`outside-execution`) */
  note(operation: Operation, result?: Result): void {
    this.#note(actingActor().pid, operation, result, currentTask());
  }

  /**
   * Records the exit of an actor within the step in which it happens, even if it is killed.
   * @param died the operation recorded in that step, for example `{ kind: "died", pid }`
   * @param later operations that may happen at any time after it or never, for example `{ kind: "cleanup", pid }`
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

  #respond(entry: Entry<Operation, Result>, actor: Actor, rejected: Rejected<Result>): void {
    // A foreign promise may settle after the exit of the actor that awaits it.
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

/** How a rejected operation is recorded unless the program decides. */
function answerOf<Result>(error: unknown): Rejected<Result> {
  return error instanceof Cancelled ? { kind: "unknown" } : { kind: "answered", result: error as Result };
}
