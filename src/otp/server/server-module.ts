// A server as its author writes it: handlers and their results.

import type { DownMessage, ExitMessage, ExitReason } from "../../kernel/index.ts";
import type { From } from "./from.ts";
import type { CastOf, InfoOf, Protocol, ReplyOf, RequestOf } from "./protocol.ts";

/** The server continues with a new state. */
export interface Continue<State> {
  /** The next state. */
  readonly state: State;
}

/** The server replies and continues. */
export interface Reply<Answer, State> {
  /** What the caller gets. */
  readonly reply: Answer;
  /** The next state. */
  readonly state: State;
}

/** The server ends, after `terminate`, for a reason: `normal`, `shutdown` or another text. */
export interface Stop<State> {
  /** Its exit reason. */
  readonly stop: ExitReason;
  /** The state that `terminate` gets. */
  readonly state: State;
}

/** The server replies and ends; the reply is sent after `terminate`. */
export interface ReplyAndStop<Answer, State> extends Stop<State> {
  /** What the caller gets. */
  readonly reply: Answer;
}

/** `{ state }` starts the server; `{ stop }` refuses: the start fails with `StartFailed`. `stop` is the reason. */
export type InitResult<State> = Continue<State> | { readonly stop: ExitReason };

/** `{ state }` without a reply leaves it for later, by `GenServer.reply`. */
export type CallResult<Answer, State> =
  | Continue<State>
  | Reply<Answer, State>
  | Stop<State>
  | ReplyAndStop<Answer, State>;

/** The result of a handler without a caller. */
export type HandlerResult<State> = Continue<State> | Stop<State>;

/**
 * The handlers of a server. Each may be synchronous, and is then one step, or asynchronous: the server takes its next
 * message when the promise has settled. A handler that throws ends the server, after `terminate`.
 */
export interface ServerModule<P extends Protocol, State, Argument = void> {
  /**
   * Determines the first state, in the server, before any message. The start waits for it; an error is that of the
   * start.
   */
  init(argument: Argument): InitResult<State> | Promise<InitResult<State>>;
  /** Handles a call, from the actor `from`, and replies now or later. Default: a call crashes the server. */
  handleCall?(
    request: RequestOf<P>,
    from: From<ReplyOf<P>>,
    state: State,
  ): CallResult<ReplyOf<P>, State> | Promise<CallResult<ReplyOf<P>, State>>;
  /** Handles a cast. Default: a cast crashes the server. */
  handleCast?(message: CastOf<P>, state: State): HandlerResult<State> | Promise<HandlerResult<State>>;
  /** Every other message: sent by `send`, downs of monitors, and exits when it traps them. Default: dropped. */
  handleInfo?(
    message: InfoOf<P> | DownMessage | ExitMessage,
    state: State,
  ): HandlerResult<State> | Promise<HandlerResult<State>>;
  /**
   * Called when the server is about to end by itself: a result with `stop`, `GenServer.stop`, an error, the end of its
   * parent if it traps exits. Not called when it is killed, or ended by another actor's EXIT.
   */
  terminate?(reason: ExitReason, state: State): void | Promise<void>;
}
