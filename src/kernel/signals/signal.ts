// What travels from one actor to another. Each kind arrives in order with the others of the same sender, and in
// no order with those of other senders.

import type { Actor } from "../actors/actor.ts";
import type { ExitReason } from "./exit-reason.ts";
import type { Link } from "./link.ts";
import type { MonitorRef } from "./monitor-ref.ts";
import type { Request } from "../messages/call.ts";
import type { Task } from "../operations/task.ts";

/** A link broke, or somebody called `exit(pid, reason)`. */
export interface ExitSignal {
  readonly kind: "exit";
  readonly reason: ExitReason;
  /** The link, if it is one that broke: once it is undone, the signal means nothing any more. */
  readonly link?: Link;
}

/** The closed set of signals. */
export type Signal =
  /** `request`: from another home; its target has not been told of the request before. */
  | { readonly kind: "message"; readonly message: unknown; readonly request?: Request }
  | ExitSignal
  /** Untrappable. */
  | { readonly kind: "kill" }
  | { readonly kind: "cancel" }
  /** From another home: the sender wants to hear of the receiver's end. */
  | { readonly kind: "monitor"; readonly ref: MonitorRef }
  | {
      readonly kind: "link";
      readonly link: Link;
      /** Whether the receiver's home knows by now that the way back is lost. */
      readonly isLost?: (cause: Task) => boolean;
    }
  | { readonly kind: "down"; readonly ref: MonitorRef; readonly reason: ExitReason }
  /** In place of a down: whoever is monitored has a value for its monitor. */
  | { readonly kind: "answer"; readonly ref: MonitorRef; readonly value: unknown }
  | { readonly kind: "reply"; readonly request: Request; readonly value: unknown }
  /** The actor that was asked has gone without a reply. */
  | { readonly kind: "refusal"; readonly request: Request; readonly reason: ExitReason };

/** Lets a signal reach its receiver; `cause` is the task that brings it. */
export type DeliverSignal = (receiver: Actor, sender: Actor, signal: Signal, cause: Task) => void;
