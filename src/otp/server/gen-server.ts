// The functions of GenServer, after OTP and Elixir: starting, calling, casting to and stopping a server.

import { UsageError } from "../../errors.ts";
import { actingActor, CallFailed, checkDelay, request, self, send, spawnServer } from "../../kernel/index.ts";
import type { Actor, ExitReason } from "../../kernel/index.ts";
import { Pid } from "../../trace/index.ts";
import { notRegistered, resolve } from "./address.ts";
import type { Address, ServerRef, ViaName } from "./address.ts";
import type { CastOf, Protocol, ReplyTo, RequestOf } from "./protocol.ts";
import { ServerEvent, StopRequest, Server } from "./server.ts";
import type { AnyModule } from "./server.ts";
import type { InitResult, ServerModule } from "./server-module.ts";
import { AlreadyStarted, StartFailed } from "./start-error.ts";

/** Options of a start. */
export interface StartOptions {
  /** The last part of the server's path in traces. Default: `actor-1`, `actor-2` … */
  readonly name?: string;
  /** A name that the server registers before its `init` runs. Default: none. */
  readonly via?: ViaName;
}

/** Options of a call. */
export interface CallOptions {
  /** Virtual milliseconds. Default `Infinity`: with competing timers, any finite one may fire in any call. */
  readonly timeout?: number;
  /** For the wait-for graph: the actor that the reply depends on, if not the server. @internal */
  readonly owedBy?: () => Actor | undefined;
}

/** The argument for `init` may be left out when there is none. */
export type StartArguments<Argument> = undefined extends Argument
  ? [argument?: Argument, options?: StartOptions]
  : [argument: Argument, options?: StartOptions];

/**
 * Starts a server and waits until its `init` has run. `GenServer.start/3` in Elixir.
 * @throws AlreadyStarted when the `via` name is taken; StartFailed when `init` refuses; any error of `init`; CallFailed
 *   when the server is ended from outside before that
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { assertVerify } from "heddle";
 * import { GenServer } from "heddle/otp";
 * import type { ServerModule } from "heddle/otp";
 *
 * interface Counter {
 *   call: { request: "next"; reply: number };
 * }
 *
 * const counter: ServerModule<Counter, number, number> = {
 *   init: (first) => ({ state: first }),
 *   handleCall: (_request, _from, state) => ({ reply: state, state: state + 1 }),
 * };
 *
 * await assertVerify(async () => {
 *   const server = await GenServer.start(counter, 1, { name: "counter" });
 *   const numbers = await Promise.all([GenServer.call(server, "next"), GenServer.call(server, "next")]);
 *   assert.deepEqual(numbers.toSorted(), [1, 2]);
 * });
 * ```
 */
export function start<P extends Protocol, State, Argument>(
  module: ServerModule<P, State, Argument>,
  ...[argument, options = {}]: StartArguments<Argument>
): Promise<ServerRef<P>> {
  return boot(module, argument, options, undefined);
}

/**
 * Like `start`, but the server is linked to the caller, its parent, from its first moment on. A server that traps exits
 * runs `terminate` when its parent ends, and ends for the same reason. `GenServer.start_link/3` in Elixir.
 * @throws as `start` does, but only if the caller traps exits, or the name is taken: otherwise the EXIT of a server
 *   whose `init` fails ends the caller. The error replaces the message of that EXIT
 */
export function startLink<P extends Protocol, State, Argument>(
  module: ServerModule<P, State, Argument>,
  ...[argument, options = {}]: StartArguments<Argument>
): Promise<ServerRef<P>> {
  return boot(module, argument, options, self());
}

async function boot<P extends Protocol, State, Argument>(
  module: ServerModule<P, State, Argument>,
  argument: Argument | undefined,
  { name, via }: StartOptions,
  parent: Pid | undefined,
): Promise<ServerRef<P>> {
  const anyModule = module as unknown as AnyModule;
  const serve = (result: InitResult<unknown>): Server => {
    if (typeof result !== "object" || result === null || !("stop" in result || "state" in result)) throw badInit();
    if ("stop" in result) throw new StartFailed(result.stop);
    return new Server(actingActor(), anyModule, result, parent);
  };
  const init = (): Server | Promise<Server> => {
    if (via !== undefined) return claim(via).then(async () => serve(await anyModule.init(argument)));
    const result = anyModule.init(argument);
    return result instanceof Promise ? result.then(serve) : serve(result);
  };
  return { pid: await spawnServer(name, init, parent === undefined ? undefined : reasonOf) };
}

/** The exit reason of a linked server that is not started. A taken name is no crash. */
function reasonOf(error: unknown): ExitReason | undefined {
  if (error instanceof StartFailed) return error.reason;
  return error instanceof AlreadyStarted ? "normal" : undefined;
}

/**
 * Sends a request to a server and waits for its reply. `GenServer.call/3` in Elixir, whose time-out is 5,000
 * milliseconds by default.
 * @throws CallFailed with reason `timeout`, `noproc` or the exit reason of the server; a reply that arrives after the
 *   time-out is dropped
 */
export function call<P extends Protocol, const Sent extends RequestOf<P>>(
  server: Address<P>,
  message: Sent,
  // Destructured in the body: in the parameter, the declaration would expose an internal field.
  options: CallOptions = {},
): Promise<ReplyTo<P, Sent>> {
  const { owedBy, timeout = Number.POSITIVE_INFINITY } = options;
  checkDelay(timeout, "The time-out of a call");
  const ask = (pid: Pid): Promise<unknown> =>
    request(pid, (from) => new ServerEvent("call", message, from), { timeout, owedBy, content: message });
  const found = resolve(server);
  const reply = found instanceof Pid ? ask(found) : holderOf(server, found).then(ask);
  return reply as Promise<ReplyTo<P, Sent>>;
}

/**
 * Sends a server a message without a reply; ignored if the server has ended or the name is not registered.
 * `GenServer.cast/2` in Elixir.
 */
export async function cast<P extends Protocol>(server: Address<P>, message: CastOf<P>): Promise<void> {
  const found = resolve(server);
  const pid = found instanceof Pid ? found : await found;
  if (pid !== undefined) await send(pid, new ServerEvent("cast", message));
}

/**
 * Stops a server, and waits until it has ended and everything it owned is gone; `terminate` runs. `GenServer.stop/3` in
 * Elixir.
 * @param reason default `normal`
 * @throws CallFailed when it ended for another reason, or had ended already (`noproc`)
 */
export async function stop(server: Address<Protocol>, reason: string = "normal"): Promise<void> {
  const found = resolve(server);
  const pid = found instanceof Pid ? found : await holderOf(server, found);
  const asked = new StopRequest(reason);
  try {
    await request(pid, () => new ServerEvent("stop", asked), { timeout: Number.POSITIVE_INFINITY });
  } catch (error) {
    if (!(error instanceof CallFailed) || error.reason !== reason || !asked.isTaken) throw error;
  }
}

function badInit(): UsageError {
  return new UsageError(
    `The init of the server ${self().path} returned neither { state } nor { stop: reason }. Return { state } even if ` +
      "the state is undefined.",
    { code: "bad-result" },
  );
}

/** Registers the calling actor. A holder that ends meanwhile is ignored. */
async function claim(via: ViaName): Promise<void> {
  while (!(await via.registerName())) {
    const holder = await via.whereisName();
    if (holder !== undefined) throw new AlreadyStarted(holder);
  }
}

async function holderOf(address: Address<Protocol>, found: Promise<Pid | undefined>): Promise<Pid> {
  const pid = await found;
  if (pid === undefined) throw notRegistered(address);
  return pid;
}

export { reply } from "./from.ts";
