// What travels from one actor to another. Each kind arrives in order with the others of the same sender, and in
// no order with those of other senders.

import type { ExitReason } from "./exit-reason.ts";
import type { MonitorRef } from "./monitor-ref.ts";
import type { Request } from "./request.ts";

/** The closed set of signals. */
export type Signal =
  | { readonly kind: "message"; readonly message: unknown }
  /** A link broke, or somebody called `exit(pid, reason)`. */
  | { readonly kind: "exit"; readonly reason: ExitReason }
  /** Untrappable. */
  | { readonly kind: "kill" }
  | { readonly kind: "cancel" }
  | { readonly kind: "down"; readonly ref: MonitorRef; readonly reason: ExitReason }
  | { readonly kind: "reply"; readonly request: Request; readonly value: unknown }
  /** The actor that was asked has gone without a reply. */
  | { readonly kind: "refusal"; readonly request: Request; readonly reason: ExitReason };
