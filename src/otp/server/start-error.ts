// Why a server, or a child of a supervisor, was not started, and why a supervisor refuses a request.

import { showReason } from "../../kernel/index.ts";
import type { ExitReason } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";

/** The name is taken. Its holder may still be in its `init`, or end at any time: monitor it before relying on it. */
export class AlreadyStarted extends Error {
  override readonly name: string = "AlreadyStarted";
  /** The actor that holds the name. */
  readonly pid: Pid;

  /** @param pid the actor that holds the name */
  constructor(pid: Pid) {
    super(`The name is already taken by ${pid.path}.`);
    this.pid = pid;
  }
}

/** The `init` of the server returned `{ stop: reason }`. */
export class StartFailed extends Error {
  override readonly name: string = "StartFailed";
  /** The reason that `init` gave. */
  readonly reason: ExitReason;

  /** @param message default: that the server refused, and the reason */
  constructor(
    reason: ExitReason,
    message: string = `The server refused to start: ${showReason(reason)}.`,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.reason = reason;
  }
}

/**
 * The start function of a child failed, with the `cause`. A supervisor that fails to start because of it ends with
 * `shutdown`.
 */
export class ChildStartFailed extends StartFailed {
  override readonly name: string = "ChildStartFailed";
  /** The child's id; none for a child of a DynamicSupervisor. */
  readonly child: string | undefined;

  /** @param cause what the start function threw */
  constructor(child: string | undefined, cause: unknown) {
    const text = cause instanceof Error ? cause.message : String(cause);
    super("shutdown", `${child === undefined ? "A child" : `The child ${child}`} was not started: ${text}`, { cause });
    this.child = child;
  }
}

/**
 * Why a supervisor refuses a request: the id is that of a child that has ended (`alreadyPresent`), is running or about
 * to be restarted (`alreadyStarted`, `running`, `restarting`), or of none (`notFound`); or there are `maxChildren`.
 */
export type Refusal = "alreadyPresent" | "alreadyStarted" | "maxChildren" | "notFound" | "restarting" | "running";

/** A supervisor refuses a request. */
export class ChildRefused extends Error {
  override readonly name: string = "ChildRefused";
  /** Why. */
  readonly reason: Refusal;

  /** @param child what the message names */
  constructor(child: string, reason: Refusal) {
    super(`${child} ${REFUSALS[reason]}.`);
    this.reason = reason;
  }
}

const REFUSALS: Readonly<Record<Refusal, string>> = {
  alreadyPresent: "is already a child and has ended: restart or delete it",
  alreadyStarted: "is already a child and is running",
  maxChildren: "child would exceed maxChildren",
  notFound: "is not a child of the supervisor",
  restarting: "is about to be restarted: terminate it first",
  running: "is running: terminate it first",
};
