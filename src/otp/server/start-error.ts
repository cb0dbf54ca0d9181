// Why a server, or a child of a supervisor, was not started, and why a supervisor refuses what it is asked.

import { showReason } from "../../kernel/index.ts";
import type { ExitReason } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";

/** The name is taken. Its holder may still be in its `init`, or end at any time: monitor it before relying on it. */
export class AlreadyStarted extends Error {
  override readonly name: string = "AlreadyStarted";
  /** Who holds the name. */
  readonly pid: Pid;

  constructor(pid: Pid) {
    super(`The name is taken by ${pid.path}, which has been started already.`);
    this.pid = pid;
  }
}

/** The `init` of the server returned `{ stop: reason }`. */
export class StartFailed extends Error {
  override readonly name: string = "StartFailed";
  readonly reason: ExitReason;

  constructor(
    reason: ExitReason,
    message: string = `The server refused to start: ${showReason(reason)}.`,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.reason = reason;
  }
}

/** The start function of a child failed, with the `cause`. A supervisor that fails to start for it ends with `shutdown`. */
export class ChildStartFailed extends StartFailed {
  override readonly name: string = "ChildStartFailed";
  /** The child's id; none for a child of a DynamicSupervisor. */
  readonly child: string | undefined;

  constructor(child: string | undefined, cause: unknown) {
    const text = cause instanceof Error ? cause.message : String(cause);
    super("shutdown", `${child === undefined ? "A child" : `The child ${child}`} was not started: ${text}`, { cause });
    this.child = child;
  }
}

/** Why a supervisor does not do what it is asked. */
export type Refusal = "alreadyPresent" | "alreadyStarted" | "maxChildren" | "notFound" | "restarting" | "running";

/** A supervisor does not do what it is asked. */
export class ChildRefused extends Error {
  override readonly name: string = "ChildRefused";
  readonly reason: Refusal;

  constructor(child: string, reason: Refusal) {
    super(`${child} ${REFUSALS[reason]}.`);
    this.reason = reason;
  }
}

const REFUSALS: Readonly<Record<Refusal, string>> = {
  alreadyPresent: "is a child already, which has ended: restart or delete it",
  alreadyStarted: "is a child already, which runs",
  maxChildren: "is one more child than maxChildren allows",
  notFound: "is no child of the supervisor",
  restarting: "is about to be restarted: terminate it first",
  running: "runs: terminate it first",
};
