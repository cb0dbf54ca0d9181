// Exit reasons, as in OTP.

import { UsageError } from "../../errors.ts";
import { Pid } from "../../trace/index.ts";

/** An actor's body threw. */
export interface Crashed {
  readonly kind: "crashed";
  /** What it threw. */
  readonly error: unknown;
}

/** A reason with details; a tuple in OTP. */
export interface TaggedReason {
  /** Not `crashed`. */
  readonly kind: string;
  /** Further details of any type. */
  readonly [detail: string]: unknown;
}

/**
 * The reason of an exit: `normal` for a body that returned, `killed` for an untrappable kill, `noproc` if there was no
 * such actor; any other text or tagged object was passed to `exit(reason)`, by convention `shutdown`.
 */
export type ExitReason = string | Crashed | TaggedReason;

/** Whether it is the reason of a body that threw: a failure that must not go unobserved. */
export function isCrash(reason: ExitReason): reason is Crashed {
  return typeof reason === "object" && reason.kind === "crashed";
}

/** A short text for a reason. */
export function showReason(reason: ExitReason): string {
  if (typeof reason === "string") return reason;
  if (isCrash(reason)) {
    return `crashed: ${reason.error instanceof Error ? reason.error.message : String(reason.error)}`;
  }
  const details = Object.entries(reason).filter(([name, value]) => name !== "kind" && isShort(value));
  return [reason.kind, ...details.map(([name, value]) => `${name} ${String(value)}`)].join(", ");
}

/**
 * Validates a reason passed by a program.
 * @throws UsageError (`invalid-reason`)
 */
export function checkReason(reason: unknown): void {
  if (typeof reason === "string") return;
  const kind = typeof reason === "object" && reason !== null && "kind" in reason ? reason.kind : undefined;
  if (typeof kind === "string" && kind !== "crashed") return;
  throw new UsageError(
    `An exit reason must be a string, or an object with a string as its kind, but got ${
      kind === "crashed" ? `the kind "crashed", which is reserved for bodies that throw` : String(reason)
    }.`,
    { code: "invalid-reason" },
  );
}

function isShort(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value instanceof Pid;
}
