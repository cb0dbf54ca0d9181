// The functions of Agent, after Elixir: a server that only holds a state. Functions of its callers run in it, one at a
// time.

import type { Address, ServerRef } from "./server/address.ts";
import * as GenServer from "./server/gen-server.ts";
import type { CallOptions, StartOptions } from "./server/gen-server.ts";
import type { ServerModule } from "./server/server-module.ts";

/** The messages of an agent. Use the functions of `Agent`. */
export interface AgentProtocol<State> {
  /** The `request` is a function from the state to the `reply` and the next state. */
  call: { request: Visit<State>; reply: unknown };
  /** A function from the state to the next. */
  cast: (state: State) => State | Promise<State>;
}

/** A function from the state to a reply and the next state. */
type Visit<State> = (state: State) => Visited<State> | Promise<Visited<State>>;
/** A reply and the next state. */
type Visited<State> = readonly [reply: unknown, state: State];

/** The address of an agent. */
export type AgentAddress<State> = Address<AgentProtocol<State>>;

/**
 * Starts an agent. `initial` runs in it. `Agent.start/2` in Elixir.
 * @throws as `GenServer.start` does
 */
export function start<State>(
  initial: () => State | Promise<State>,
  options?: StartOptions,
): Promise<ServerRef<AgentProtocol<State>>> {
  return GenServer.start(moduleOf<State>(), initial, options);
}

/**
 * Like `start`, linked to the caller. `Agent.start_link/2` in Elixir.
 * @throws as `GenServer.startLink` does
 */
export function startLink<State>(
  initial: () => State | Promise<State>,
  options?: StartOptions,
): Promise<ServerRef<AgentProtocol<State>>> {
  return GenServer.startLink(moduleOf<State>(), initial, options);
}

/**
 * The result of applying `look` to the state. A function that throws ends the agent. `Agent.get/3` in Elixir.
 * @throws CallFailed as `GenServer.call` does
 */
export async function get<State, Result>(
  agent: AgentAddress<State>,
  look: (state: State) => Result | Promise<Result>,
  options?: CallOptions,
): Promise<Result> {
  return (await visit(agent, async (state) => [await look(state), state], options)) as Result;
}

/**
 * Replaces the state by the result of applying `change` to it. `Agent.update/3` in Elixir.
 * @throws CallFailed as `GenServer.call` does
 */
export async function update<State>(
  agent: AgentAddress<State>,
  change: (state: State) => State | Promise<State>,
  options?: CallOptions,
): Promise<void> {
  await visit(agent, async (state) => [undefined, await change(state)], options);
}

/**
 * Reads and replaces the state atomically: `change` returns a result and the new state. `Agent.get_and_update/3` in
 * Elixir.
 * @throws CallFailed as `GenServer.call` does
 */
export async function getAndUpdate<State, Result>(
  agent: AgentAddress<State>,
  change: (state: State) => readonly [Result, State] | Promise<readonly [Result, State]>,
  options?: CallOptions,
): Promise<Result> {
  return (await visit(agent, change, options)) as Result;
}

/** Like `update`, without waiting for it; ignored if the agent has ended. `Agent.cast/2` in Elixir. */
export function cast<State>(
  agent: AgentAddress<State>,
  change: (state: State) => State | Promise<State>,
): Promise<void> {
  return GenServer.cast<AgentProtocol<State>>(agent, change);
}

/**
 * Stops an agent. `Agent.stop/3` in Elixir.
 * @throws CallFailed as `GenServer.stop` does
 */
export function stop<State>(agent: AgentAddress<State>, reason?: string): Promise<void> {
  return GenServer.stop(agent, reason);
}

function visit<State>(agent: AgentAddress<State>, request: Visit<State>, options?: CallOptions): Promise<unknown> {
  return GenServer.call<AgentProtocol<State>, Visit<State>>(agent, request, options);
}

function moduleOf<State>(): ServerModule<AgentProtocol<State>, State, () => State | Promise<State>> {
  return {
    async init(initial) {
      return { state: await initial() };
    },
    async handleCall(request, _from, before) {
      const [reply, state] = await request(before);
      return { reply, state };
    },
    async handleCast(change, before) {
      return { state: await change(before) };
    },
  };
}
