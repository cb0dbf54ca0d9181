// A server as its author writes it: handlers and their results.

import type { DownMessage, ExitMessage, ExitReason } from "../../kernel/index.ts";
import type { From } from "./from.ts";
import type { CastOf, ContinueOf, InfoOf, Protocol, ReplyOf, RequestOf } from "./protocol.ts";

/** The server continues with a new state. */
export interface Continue<State, Argument = unknown> {
  /** The next state. */
  readonly state: State;
  /**
   * Virtual milliseconds after which `handleInfo` gets `{ kind: "timeout" }`, unless any message arrives before; 0 for at
   * once, if none has arrived. Default: none. Not together with `continue`.
   */
  readonly timeout?: number;
  /** Calls `handleContinue` with it, before any other message. Default: it does not. */
  readonly continue?: Argument;
}

/** The server replies and continues. */
export interface Reply<Answer, State, Argument = unknown> extends Continue<State, Argument> {
  /** What the caller gets. */
  readonly reply: Answer;
}

/** No message has arrived within the `timeout` that a handler returned: for the `info` of a protocol. */
export interface TimeoutMessage {
  readonly kind: "timeout";
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
export type InitResult<State, Argument = unknown> = Continue<State, Argument> | { readonly stop: ExitReason };

/** `{ state }` without a reply leaves it for later, by `GenServer.reply`. */
export type CallResult<Answer, State, Argument = unknown> =
  | Continue<State, Argument>
  | Reply<Answer, State, Argument>
  | Stop<State>
  | ReplyAndStop<Answer, State>;

/** The result of a handler without a caller. */
export type HandlerResult<State, Argument = unknown> = Continue<State, Argument> | Stop<State>;

/**
 * The handlers of a server. Each may be synchronous, and is then one step, or asynchronous: the server takes its next
 * message when the promise has settled. A handler that throws ends the server, after `terminate`.
 */
export interface ServerModule<P extends Protocol, State, Argument = void> {
  /**
   * Determines the first state, in the server, before any message. The start waits for it; an error is that of the
   * start.
   */
  init(argument: Argument): InitResult<State, ContinueOf<P>> | Promise<InitResult<State, ContinueOf<P>>>;
  /**
   * Continues what another handler, or `init`, has begun: called with the `continue` of its result, before any other
   * message, after the start or the call was answered. Default: such a result crashes the server.
   */
  handleContinue?(
    argument: ContinueOf<P>,
    state: State,
  ): HandlerResult<State, ContinueOf<P>> | Promise<HandlerResult<State, ContinueOf<P>>>;
  /** Handles a call, from the actor `from`, and replies now or later. Default: a call crashes the server. */
  handleCall?(
    request: RequestOf<P>,
    from: From<ReplyOf<P>>,
    state: State,
  ): CallResult<ReplyOf<P>, State, ContinueOf<P>> | Promise<CallResult<ReplyOf<P>, State, ContinueOf<P>>>;
  /** Handles a cast. Default: a cast crashes the server. */
  handleCast?(
    message: CastOf<P>,
    state: State,
  ): HandlerResult<State, ContinueOf<P>> | Promise<HandlerResult<State, ContinueOf<P>>>;
  /**
   * Every other message: sent by `send`, downs of monitors, exits when it traps them, and `{ kind: "timeout" }` after a
   * `timeout`, of which the protocol tells by `info`. Default: dropped.
   */
  handleInfo?(
    message: InfoOf<P> | DownMessage | ExitMessage,
    state: State,
  ): HandlerResult<State, ContinueOf<P>> | Promise<HandlerResult<State, ContinueOf<P>>>;
  /**
   * Called when the server is about to end by itself: a result with `stop`, `GenServer.stop`, an error, the end of its
   * parent if it traps exits. Not called when it is killed, or ended by another actor's EXIT.
   */
  terminate?(reason: ExitReason, state: State): void | Promise<void>;
}
