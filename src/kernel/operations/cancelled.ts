// The error of an operation that a cancellation withdrew or refused.

import { Access } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import { Operation } from "./operation.ts";

/** The calling actor was cancelled. Its code may clean up within `shield`; an actor that throws this error exits. */
export class Cancelled extends Error {
  override readonly name: string = "Cancelled";
  /** The cancelled actor. */
  readonly pid: Pid;

  /** @param operation the kind of the operation that fails */
  constructor(pid: Pid, operation: string) {
    super(`${pid.path} was cancelled, so its operation ${operation} was not performed.`);
    this.pid = pid;
  }
}

/** Replaces an operation of a cancelled actor: a step that fails. */
export const REFUSED: Operation<unknown, string, never> = new Operation<unknown, string, never>({
  kind: "cancelled",
  access: Access.none,
  perform(_state, kind, { actor }) {
    throw new Cancelled(actor.pid, kind);
  },
});
