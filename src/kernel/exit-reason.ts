// Why an actor ended, in OTP's words.

/** An actor's body threw. */
export interface Crashed {
  readonly kind: "crashed";
  readonly error: unknown;
}

/**
 * `normal` a body that returned, `killed` an untrappable kill, `noproc` there was no such actor; any other
 * text is what `exit(reason)` gave, `shutdown` by custom.
 */
export type ExitReason = string | Crashed;

/** A reason in a few characters. */
export function showReason(reason: ExitReason): string {
  if (typeof reason === "string") return reason;
  return `crashed: ${reason.error instanceof Error ? reason.error.message : String(reason.error)}`;
}
