// The children and the messages of a cancel supervisor.

import type { Request } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { CancellableActor } from "./cancellable-actor.ts";

/** One child. */
export interface CancelChild {
  /** Distinct among the children; the last part of its path. */
  readonly id: string;
  /** What it runs. */
  readonly actor: CancellableActor;
  /**
   * `permanent` (default): restarted whenever it ends; `transient`: only if the reason contains `error`, in upper or lower
   * case; `temporary`: never by itself. Restarted with another child, by `oneForAll` or `restForOne`, is each.
   */
  readonly restart?: "permanent" | "temporary" | "transient";
}

/** Options of the supervisor. */
export interface CancelSupervisorOptions {
  /** The children that are restarted when a child ends: it (default), all, or it and those after it. */
  readonly strategy?: "oneForAll" | "oneForOne" | "restForOne";
  /** In start order. */
  readonly children: readonly CancelChild[];
  /** The maximum number of restarts (default 3) … */
  readonly maxRestarts?: number;
  /** … within this many virtual milliseconds (default 5,000); with one more it gives up. */
  readonly withinMs?: number;
  /** The last part of its path. Default `supervisor`. */
  readonly name?: string;
  /** Whether all children to restart have ended before the first is started again. Default false. */
  readonly awaitsTermination?: boolean;
  /** Whether it cancels its children when it gives up. Default false. */
  readonly cancelsChildren?: boolean;
  /**
   * Whether it is notified of children whose `terminate` throws. Default false: then it cancels the others and crashes.
   */
  readonly guardsTerminate?: boolean;
}

/** One child as listed by `children`. */
export interface RunningChild {
  /** Its id, as in its specification. */
  readonly id: string;
  /** `undefined` if it has ended for good. */
  readonly pid: Pid | undefined;
}

/** The messages of the supervisor. */
export type SupervisorMessage =
  | { readonly kind: "$child_down"; readonly id: string; readonly pid: Pid; readonly reason: string }
  /** The error of a `terminate`. */
  | { readonly kind: "$escaped"; readonly error: unknown }
  | { readonly kind: "$children"; readonly from: Request };
