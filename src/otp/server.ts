// A running server: it takes messages one at a time, asks the module's handler and does what the result says. A
// message whose handler is synchronous is handled without a promise.

import { UsageError } from "../errors.ts";
import { finishActor } from "../kernel/index.ts";
import type { Actor, ExitReason, Handler, Request } from "../kernel/index.ts";
import type { Protocol } from "./protocol.ts";
import type { CallResult, ServerModule } from "./server-module.ts";

/** A module of unknown types: messages come untyped out of the mailbox. */
export type AnyModule = ServerModule<Protocol, unknown, unknown>;

type Result = CallResult<unknown, unknown>;

/** A call on its way. */
export class Call {
  readonly request: unknown;
  readonly #from: Request;

  constructor(request: unknown, from: Request) {
    this.request = request;
    this.#from = from;
  }

  get from(): Request {
    return this.#from;
  }
}

/** A cast on its way. */
export class Cast {
  readonly message: unknown;

  constructor(message: unknown) {
    this.message = message;
  }
}

/** The order to stop. It is never replied to: whoever gave it waits for the end. */
export class StopOrder {
  readonly reason: ExitReason;

  constructor(reason: ExitReason) {
    this.reason = reason;
  }
}

/** The handler of a server actor's messages. */
export class Server implements Handler {
  isBusy = false;
  readonly #actor: Actor;
  readonly #module: AnyModule;
  #state: unknown;

  constructor(actor: Actor, module: AnyModule, state: unknown) {
    this.#actor = actor;
    this.#module = module;
    this.#state = state;
  }

  handle(message: unknown): void | Promise<void> {
    const caller = message instanceof Call ? message.from : undefined;
    let result: Result | Promise<Result>;
    try {
      result = this.#dispatch(message);
    } catch (error) {
      return this.#crash(error);
    }
    return result instanceof Promise ? this.#settle(result, caller) : this.#conclude(result, caller);
  }

  #dispatch(message: unknown): Result | Promise<Result> {
    const module = this.#module;
    if (message instanceof Call) {
      if (module.handleCall === undefined) throw this.#notHandled("handleCall", "called");
      return module.handleCall(message.request, message.from, this.#state);
    }
    if (message instanceof Cast) {
      if (module.handleCast === undefined) throw this.#notHandled("handleCast", "cast to");
      return module.handleCast(message.message, this.#state);
    }
    if (message instanceof StopOrder) return { stop: message.reason, state: this.#state };
    return module.handleInfo === undefined ? { state: this.#state } : module.handleInfo(message, this.#state);
  }

  async #settle(promise: Promise<Result>, caller: Request | undefined): Promise<void> {
    let result: Result;
    try {
      result = await promise;
    } catch (error) {
      return this.#crash(error);
    }
    return this.#conclude(result, caller);
  }

  #conclude(result: Result, caller: Request | undefined): void | Promise<void> {
    if (!isResult(result)) return this.#crash(this.#badResult());
    this.#state = result.state;
    const answer = "reply" in result ? result : undefined;
    if (!("stop" in result)) {
      if (answer !== undefined) caller?.reply(answer.reply);
      return undefined;
    }
    const { stop: reason } = result;
    const end = (): void => {
      if (answer !== undefined) caller?.reply(answer.reply);
      finishActor(this.#actor, reason);
    };
    const cleanup = this.#module.terminate?.(reason, this.#state);
    return cleanup instanceof Promise ? cleanup.then(end) : end();
  }

  /** Lets the module clean up, then the error take its course. */
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
        "{ stop, state }. Return the state also when it stays the same.",
      { code: "bad-result" },
    );
  }
}

function isResult(result: unknown): boolean {
  return typeof result === "object" && result !== null && "state" in result;
}
