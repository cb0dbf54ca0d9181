// The functions of GenServer: start a server, call it, cast to it, stop it.

import { actingActor, CallFailed, checkDelay, request, self, send, spawnServer } from "../../kernel/index.ts";
import type { Actor, ExitReason } from "../../kernel/index.ts";
import { Pid } from "../../trace/index.ts";
import { nobodyAt, resolve } from "./address.ts";
import type { Address, ServerRef, ViaName } from "./address.ts";
import type { CastOf, Protocol, ReplyTo, RequestOf } from "./protocol.ts";
import { ServerEvent, Server } from "./server.ts";
import type { AnyModule } from "./server.ts";
import type { InitResult, ServerModule } from "./server-module.ts";
import { AlreadyStarted, StartFailed } from "./start-error.ts";

/** What a start may be told. */
export interface StartOptions {
  /** The last part of the server's path in traces. Default: `actor-1`, `actor-2` … */
  readonly name?: string;
  /** A name that the server registers before its `init` runs. Default: none. */
  readonly via?: ViaName;
}

/** What a call may be told. */
export interface CallOptions {
  /** Virtual milliseconds. Default `Infinity`: with competing time, any finite one may strike in any call. */
  readonly timeout?: number;
  /** Whose doing the reply waits for, if not the server's, for the wait-for graph. @internal */
  readonly owedBy?: () => Actor | undefined;
}

/** The argument for `init` may be left out when there is none. */
export type StartArguments<Argument> = undefined extends Argument
  ? [argument?: Argument, options?: StartOptions]
  : [argument: Argument, options?: StartOptions];

/**
 * Starts a server and waits until its `init` has run.
 * @throws AlreadyStarted when the `via` name is taken; StartFailed when `init` refuses; whatever `init` throws;
 *   CallFailed when the server is ended from outside before that
 * @example const counter = await GenServer.start(counterModule, 0, { name: "counter" });
 */
export function start<P extends Protocol, State, Argument>(
  module: ServerModule<P, State, Argument>,
  ...[argument, options = {}]: StartArguments<Argument>
): Promise<ServerRef<P>> {
  return boot(module, argument, options, undefined);
}

/**
 * The same, and the server is linked to the caller, its parent, from its first moment on. A server that traps exits runs
 * `terminate` when its parent ends, and ends for the same reason.
 * @throws as `start` does, but only if the caller traps exits, or the name is taken: else the EXIT of a server whose `init`
 *   fails ends the caller. The error takes the place of that EXIT's message
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
    if ("stop" in result) throw new StartFailed(result.stop);
    return new Server(actingActor(), anyModule, result.state, parent);
  };
  const init = (): Server | Promise<Server> => {
    if (via !== undefined) return claim(via).then(async () => serve(await anyModule.init(argument)));
    const result = anyModule.init(argument);
    return result instanceof Promise ? result.then(serve) : serve(result);
  };
  return { pid: await spawnServer(name, init, parent === undefined ? undefined : reasonOf) };
}

/** For which reason a linked server ends that is not started. A name that is taken is no misfortune. */
function reasonOf(error: unknown): ExitReason | undefined {
  if (error instanceof StartFailed) return error.reason;
  return error instanceof AlreadyStarted ? "normal" : undefined;
}

/**
 * Asks a server and waits for its reply.
 * @throws CallFailed with reason `timeout`, `noproc` or that for which the server ended; a reply that comes after the
 *   time-out is dropped
 */
export function call<P extends Protocol, const Asked extends RequestOf<P>>(
  server: Address<P>,
  asked: Asked,
  // Taken apart in the body: the declaration of a pattern would name what is internal.
  options: CallOptions = {},
): Promise<ReplyTo<P, Asked>> {
  const { owedBy, timeout = Number.POSITIVE_INFINITY } = options;
  checkDelay(timeout, "The time-out of a call");
  const ask = (pid: Pid): Promise<unknown> =>
    request(pid, (from) => new ServerEvent("call", asked, from), { timeout, owedBy, content: asked });
  const found = resolve(server);
  const answer = found instanceof Pid ? ask(found) : heldBy(server, found).then(ask);
  return answer as Promise<ReplyTo<P, Asked>>;
}

/** Sends a server a message that has no reply; one that has gone, or a name that nobody holds, is ignored. */
export async function cast<P extends Protocol>(server: Address<P>, message: CastOf<P>): Promise<void> {
  const found = resolve(server);
  const pid = found instanceof Pid ? found : await found;
  if (pid !== undefined) await send(pid, new ServerEvent("cast", message));
}

/**
 * Asks a server to end, and waits until it has, and what it owned has gone; `terminate` runs.
 * @param reason default `normal`
 * @throws CallFailed when it ended for another reason, or had ended already (`noproc`)
 */
export async function stop(server: Address<Protocol>, reason: string = "normal"): Promise<void> {
  const found = resolve(server);
  const pid = found instanceof Pid ? found : await heldBy(server, found);
  try {
    await request(pid, () => new ServerEvent("stop", reason), { timeout: Number.POSITIVE_INFINITY });
  } catch (error) {
    if (!(error instanceof CallFailed) || error.reason !== reason) throw error;
  }
}

/** Registers the calling actor. A holder that ends meanwhile does not count. */
async function claim(via: ViaName): Promise<void> {
  while (!(await via.registerName())) {
    const holder = await via.whereisName();
    if (holder !== undefined) throw new AlreadyStarted(holder);
  }
}

async function heldBy(address: Address<Protocol>, found: Promise<Pid | undefined>): Promise<Pid> {
  const pid = await found;
  if (pid === undefined) throw nobodyAt(address);
  return pid;
}

export { reply } from "./from.ts";
