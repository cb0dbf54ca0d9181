// A running server: it takes messages one at a time, calls the module's handler and applies the result. A message whose
// handler is synchronous is handled without a promise.

import { must, UsageError } from "../../errors.ts";
import { checkDelay, copyAs, finishActor } from "../../kernel/index.ts";
import type { Actor, ExitReason, Handler, Request, Task } from "../../kernel/index.ts";
import { showAs, showValue } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import { isExit } from "./exit-message.ts";
import type { Protocol } from "./protocol.ts";
import type { CallResult, Continue, ServerModule, TimeoutMessage } from "./server-module.ts";

/** A module of unknown types: messages are untyped in the mailbox. */
export type AnyModule = ServerModule<Protocol, unknown, unknown>;

const TIMEOUT: TimeoutMessage = { kind: "timeout" };

type Result = CallResult<unknown, unknown>;

/**
 * A message of this layer: a call, a cast, what a handler continues with, or a request to stop, which is never replied to since its sender waits for
 * the end. One class, so that one test distinguishes it from other messages.
 */
export class ServerEvent {
  readonly kind: "call" | "cast" | "continue" | "stop";
  readonly content: unknown;
  readonly #from: Request | undefined;

  constructor(kind: ServerEvent["kind"], content: unknown, from?: Request) {
    this.kind = kind;
    this.content = content;
    this.#from = from;
  }

  /** The caller that waits for the reply to a call. */
  get from(): Request | undefined {
    return this.#from;
  }
}

/** The content of a request to stop. */
export class StopRequest {
  readonly reason: string;
  /** Whether the server ends because of it. Both sides see that: its sender once the server has ended. */
  isTaken = false;

  constructor(reason: string) {
    this.reason = reason;
  }
}

copyAs(ServerEvent.prototype, (event, copy) => new ServerEvent(event.kind, copy(event.content), event.from));

/** In a trace, `call "get"` and the like. */
showAs(ServerEvent.prototype, {
  show: ({ content, kind }) => [`${kind} `, ...showValue(shownOf(content))],
  contentOf: ({ content }) => shownOf(content),
});

function shownOf(content: unknown): unknown {
  return content instanceof StopRequest ? content.reason : content;
}

/** The handler of a server actor's messages. */
export class Server implements Handler {
  isBusy = false;
  readonly #actor: Actor;
  readonly #module: AnyModule;
  readonly #parent: Pid | undefined;
  #state: unknown;
  /** What `init` continues with. */
  readonly first: ServerEvent | undefined;
  /** The `timeout` of the last handler. */
  idleTimeout: number | undefined;
  readonly idleMessage: TimeoutMessage = TIMEOUT;
  idleTimer: Task | undefined = undefined;

  /**
   * @param result that of `init`
   * @param parent the actor that started it, if they are linked
   */
  constructor(actor: Actor, module: AnyModule, result: Continue<unknown>, parent: Pid | undefined) {
    this.#actor = actor;
    this.#module = module;
    this.#state = result.state;
    this.#parent = parent;
    this.first = continuationOf(result);
    this.idleTimeout = timeoutOf(result);
  }

  handle(message: unknown): void | Promise<void> {
    const next = this.#handleOne(message);
    return next === undefined ? undefined : this.#goOn(next);
  }

  #goOn(first: ServerEvent | Promise<void>): void | Promise<void> {
    let next: ServerEvent | void | Promise<void> = first;
    // No recursion: a server may continue any number of times.
    while (next instanceof ServerEvent) next = this.#handleOne(next);
    return next;
  }

  /** Handles a message. @returns what the server continues with, or when it is ready for the next message */
  #handleOne(message: unknown): ServerEvent | void | Promise<void> {
    this.idleTimeout = undefined;
    const event = message instanceof ServerEvent ? message : undefined;
    let result: Result | Promise<Result>;
    try {
      result = event === undefined ? this.#inform(message) : this.#dispatch(event);
    } catch (error) {
      return this.#crash(error);
    }
    return result instanceof Promise ? this.#applyWhenSettled(result, event?.from) : this.#apply(result, event?.from);
  }

  #inform(message: unknown): Result | Promise<Result> {
    const module = this.#module;
    if (this.#parent !== undefined && isExit(message, this.#parent)) {
      return { stop: message.reason, state: this.#state };
    }
    return module.handleInfo === undefined ? { state: this.#state } : module.handleInfo(message, this.#state);
  }

  #dispatch({ content, from, kind }: ServerEvent): Result | Promise<Result> {
    const module = this.#module;
    switch (kind) {
      case "call":
        if (module.handleCall === undefined) throw this.#notHandled("handleCall", "called");
        return module.handleCall(content, must(from, "a call has a caller"), this.#state);
      case "cast":
        if (module.handleCast === undefined) throw this.#notHandled("handleCast", "cast to");
        return module.handleCast(content, this.#state);
      case "continue":
        if (module.handleContinue === undefined) throw this.#notHandled("handleContinue", "to continue");
        return module.handleContinue(content, this.#state);
      case "stop": {
        const asked = content as StopRequest;
        asked.isTaken = true;
        return { stop: asked.reason, state: this.#state };
      }
    }
  }

  async #applyWhenSettled(promise: Promise<Result>, caller: Request | undefined): Promise<void> {
    let result: Result;
    try {
      result = await promise;
    } catch (error) {
      return this.#crash(error);
    }
    const next = this.#apply(result, caller);
    return next instanceof ServerEvent ? this.handle(next) : next;
  }

  #apply(result: Result, caller: Request | undefined): ServerEvent | void | Promise<void> {
    if (!isResult(result)) return this.#crash(this.#badResult());
    this.#state = result.state;
    const reply = "reply" in result ? result : undefined;
    if (!("stop" in result)) {
      if (reply !== undefined) caller?.reply(reply.reply);
      return this.#waitOrContinue(result);
    }
    return this.#stopAndReply(result.stop, reply, caller);
  }

  /** Kept apart, since a function that creates a closure allocates its variables. */
  #stopAndReply(
    reason: ExitReason,
    reply: { readonly reply: unknown } | undefined,
    caller: Request | undefined,
  ): void | Promise<void> {
    return this.#stop(reason, () => {
      if (reply !== undefined) caller?.reply(reply.reply);
    });
  }

  /** Lets the module clean up, answers even if that fails, and exits. */
  #stop(reason: ExitReason, answer: () => void): void | Promise<void> {
    let cleanup: unknown;
    try {
      cleanup = this.#module.terminate?.(reason, this.#state);
    } catch (error) {
      answer();
      throw error;
    }
    const end = (): void => {
      finishActor(this.#actor, reason);
    };
    if (cleanup instanceof Promise) return cleanup.finally(answer).then(end);
    answer();
    return end();
  }

  #waitOrContinue(result: Continue<unknown>): ServerEvent | void | Promise<void> {
    if (result.continue === undefined && result.timeout === undefined) return undefined;
    try {
      this.idleTimeout = timeoutOf(result);
    } catch (error) {
      return this.#crash(error);
    }
    return continuationOf(result);
  }

  /** Lets the module clean up, then rethrows the error. */
  #crash(error: unknown): Promise<void> {
    const cleanup = this.#module.terminate?.({ kind: "crashed", error }, this.#state);
    if (!(cleanup instanceof Promise)) throw error;
    return cleanup.then(() => {
      throw error;
    });
  }

  #notHandled(handler: string, verb: string): UsageError {
    return new UsageError(`The server ${this.#actor.pid.path} was ${verb}, but its module has no ${handler}.`, {
      code: "not-handled",
    });
  }

  #badResult(): UsageError {
    return new UsageError(
      `A handler of the server ${this.#actor.pid.path} returned something other than { state }, { reply, state } or ` +
        "{ stop, state }. Return the state even if it is unchanged.",
      { code: "bad-result" },
    );
  }
}

/** What follows a result before any other message. */
function continuationOf({ continue: argument }: Continue<unknown>): ServerEvent | undefined {
  return argument === undefined ? undefined : new ServerEvent("continue", argument);
}

/** The time-out of a result. @throws UsageError (`invalid-delay`, `bad-result`) */
function timeoutOf({ continue: argument, timeout }: Continue<unknown>): number | undefined {
  if (timeout === undefined) return undefined;
  checkDelay(timeout, "The time-out of a server");
  if (argument !== undefined) {
    throw new UsageError("A result of a server has a timeout and a continue. Return the timeout from handleContinue.", {
      code: "bad-result",
    });
  }
  return timeout === Number.POSITIVE_INFINITY ? undefined : timeout;
}

function isResult(result: unknown): boolean {
  return typeof result === "object" && result !== null && "state" in result;
}
