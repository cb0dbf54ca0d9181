// A server as its author writes it: handlers, and what they may return.

import type { DownMessage, ExitMessage, ExitReason } from "../../kernel/index.ts";
import type { From } from "./from.ts";
import type { CastOf, InfoOf, Protocol, ReplyOf, RequestOf } from "./protocol.ts";

/** The server goes on with a new state. */
export interface Continue<State> {
  readonly state: State;
}

/** It answers and goes on. */
export interface Reply<Answer, State> {
  readonly reply: Answer;
  readonly state: State;
}

/** It ends, after `terminate`, for a reason: `normal`, `shutdown` or another text. */
export interface Stop<State> {
  readonly stop: ExitReason;
  readonly state: State;
}

/** It answers and ends; the answer leaves after `terminate`. */
export interface ReplyAndStop<Answer, State> extends Stop<State> {
  readonly reply: Answer;
}

/** `{ state }` starts the server; `{ stop }` refuses: the start fails with `StartFailed`. */
export type InitResult<State> = Continue<State> | { readonly stop: ExitReason };

/** `{ state }` without a reply leaves it for later, by `GenServer.reply`. */
export type CallResult<Answer, State> =
  | Continue<State>
  | Reply<Answer, State>
  | Stop<State>
  | ReplyAndStop<Answer, State>;

/** What a handler without a caller may return. */
export type HandlerResult<State> = Continue<State> | Stop<State>;

/**
 * The handlers of a server. Each may be synchronous, and is then one step, or asynchronous: the server takes its next
 * message when the promise has settled. A handler that throws ends the server, after `terminate`.
 */
export interface ServerModule<P extends Protocol, State, Argument = void> {
  init(argument: Argument): InitResult<State> | Promise<InitResult<State>>;
  /** Default: a call crashes the server. */
  handleCall?(
    request: RequestOf<P>,
    from: From<ReplyOf<P>>,
    state: State,
  ): CallResult<ReplyOf<P>, State> | Promise<CallResult<ReplyOf<P>, State>>;
  /** Default: a cast crashes the server. */
  handleCast?(message: CastOf<P>, state: State): HandlerResult<State> | Promise<HandlerResult<State>>;
  /** Every other message: sent by `send`, downs of monitors, and exits when it traps them. Default: dropped. */
  handleInfo?(
    message: InfoOf<P> | DownMessage | ExitMessage,
    state: State,
  ): HandlerResult<State> | Promise<HandlerResult<State>>;
  /**
   * The server is about to end by itself: a result with `stop`, `GenServer.stop`, an error, the end of its parent if it
   * traps exits. Not when it is killed, nor when another's EXIT ends it.
   */
  terminate?(reason: ExitReason, state: State): void | Promise<void>;
}
