// The error with which operations of an execution that has ended reject, so that its code runs to its end.

import type { Pid } from "../../trace/index.ts";

/**
 * The execution has ended, by a failure for example, while code of it waited. That code runs to its end, so that `finally`
 * releases what it holds outside of the execution; nothing that it does counts. Do not wait for anything in it: each
 * operation fails like this one.
 */
export class ExecutionEnded extends Error {
  override readonly name: string = "ExecutionEnded";
  /** The actor whose operation it is. */
  readonly pid: Pid;

  /** @param operation the kind of the operation that fails */
  constructor(pid: Pid, operation: string) {
    super(`The execution has ended, so the operation ${operation} of ${pid.path} was not performed.`);
    this.pid = pid;
  }
}
