// Why an actor ended, in OTP's words.

import { UsageError } from "../../errors.ts";
import { Pid } from "../../trace/index.ts";

/** An actor's body threw. */
export interface Crashed {
  readonly kind: "crashed";
  readonly error: unknown;
}

/** A reason with details, a tuple in OTP: what it is, and of what. */
export interface TaggedReason {
  /** Not `crashed`. */
  readonly kind: string;
  readonly [detail: string]: unknown;
}

/**
 * `normal` a body that returned, `killed` an untrappable kill, `noproc` there was no such actor; any other
 * text or tagged object is what `exit(reason)` gave, `shutdown` by custom.
 */
export type ExitReason = string | Crashed | TaggedReason;

/** Whether it is the reason of a body that threw: a failure that somebody must hear of. */
export function isCrash(reason: ExitReason): reason is Crashed {
  return typeof reason === "object" && reason.kind === "crashed";
}

/** A reason in a few characters. */
export function showReason(reason: ExitReason): string {
  if (typeof reason === "string") return reason;
  if (isCrash(reason)) {
    return `crashed: ${reason.error instanceof Error ? reason.error.message : String(reason.error)}`;
  }
  const details = Object.entries(reason).filter(([name, value]) => name !== "kind" && isShort(value));
  return [reason.kind, ...details.map(([name, value]) => `${name} ${String(value)}`)].join(", ");
}

/**
 * Checks a reason that a program gives.
 * @throws UsageError (`invalid-reason`)
 */
export function checkReason(reason: unknown): void {
  if (typeof reason === "string") return;
  const kind = typeof reason === "object" && reason !== null && "kind" in reason ? reason.kind : undefined;
  if (typeof kind === "string" && kind !== "crashed") return;
  throw new UsageError(
    `An exit reason is a text, or an object with a text as its kind, but not "crashed", which is for bodies that throw. Got ${
      kind === "crashed" ? `kind "crashed"` : String(reason)
    }.`,
    { code: "invalid-reason" },
  );
}

function isShort(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value instanceof Pid;
}
