// The error of an operation that a cancellation took back or refused.

import type { Pid } from "../trace/index.ts";

/** The calling actor was cancelled. Its code may clean up, within `shield`; an actor that lets this out ends. */
export class Cancelled extends Error {
  override readonly name: string = "Cancelled";
  /** Who was cancelled. */
  readonly pid: Pid;

  /** @param operation what did not come to pass */
  constructor(pid: Pid, operation: string) {
    super(`${pid.path} was cancelled, so its operation ${operation} does not come to pass.`);
    this.pid = pid;
  }
}
