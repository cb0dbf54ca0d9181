// The error of an operation that a cancellation took back or refused.

import { Access } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import { Operation } from "./operation.ts";

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

/** What an operation of a cancelled actor comes to: a step that fails. */
export const REFUSED: Operation<unknown, string, never> = new Operation<unknown, string, never>({
  kind: "cancelled",
  access: Access.none,
  perform(_state, kind, { actor }) {
    throw new Cancelled(actor.pid, kind);
  },
});
