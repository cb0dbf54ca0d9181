// Signals between actors. Signals of one sender, of whatever kind, arrive in order; signals of different senders arrive
// in any order.

import type { Actor } from "../actors/actor.ts";
import type { ExitReason } from "./exit-reason.ts";
import type { Link } from "./link.ts";
import type { MonitorRef } from "./monitor-ref.ts";
import type { Request } from "../messages/call.ts";
import type { Task } from "../operations/task.ts";

/** Sent when a link breaks or by `exit(pid, reason)`. */
export interface ExitSignal {
  readonly kind: "exit";
  readonly reason: ExitReason;
  /** The link that broke, if any: once it is removed, the signal has no effect. */
  readonly link?: Link;
}

/** The closed set of signals. */
export type Signal =
  /** `request`: from another location; not yet registered with its target. */
  | { readonly kind: "message"; readonly message: unknown; readonly request?: Request }
  | ExitSignal
  /** Untrappable. */
  | { readonly kind: "kill" }
  | { readonly kind: "cancel" }
  /** The sender asks whether the receiver is alive. */
  | { readonly kind: "isAlive"; readonly request: Request }
  /** From another location: the sender monitors the receiver, or links itself to it, from wherever. */
  | { readonly kind: "monitor"; readonly ref: MonitorRef }
  | {
      readonly kind: "link";
      readonly link: Link;
      /** Whether the receiver's node has detected the loss of the connection meanwhile. */
      readonly isLost?: (cause: Task) => boolean;
    }
  | { readonly kind: "down"; readonly ref: MonitorRef; readonly reason: ExitReason }
  /** In place of a down: a reply of the monitored actor to its observer. */
  | { readonly kind: "answer"; readonly ref: MonitorRef; readonly value: unknown }
  | { readonly kind: "reply"; readonly request: Request; readonly value: unknown }
  /** The called actor has exited without a reply. */
  | { readonly kind: "refusal"; readonly request: Request; readonly reason: ExitReason };

/** Delivers a signal; `cause` is the task that does so. */
export type DeliverSignal = (receiver: Actor, sender: Actor, signal: Signal, cause: Task) => void;
