// The functions of Supervisor, after OTP and Elixir: starting one, querying and changing its children. It is a server
// that traps exits.

import { UsageError } from "../../errors.ts";
import { checkOneOf, checkOptionNames } from "../../options.ts";
import type { Pid } from "../../trace/index.ts";
import type { Address, ServerRef } from "../server/address.ts";
import { completeChild } from "./child-spec.ts";
import type { ChildSpec, Complete } from "./child-spec.ts";
import * as GenServer from "../server/gen-server.ts";
import type { RequestOutcome } from "./request-answer.ts";
import { restartWindowOf } from "./restart-window.ts";
import type { RestartLimits, RestartWindow } from "./restart-window.ts";
import type { ServerModule } from "../server/server-module.ts";
import { Supervision } from "./supervision.ts";
import { call, supervisorModuleOf } from "./supervisor-module.ts";
import type { ChildCounts, ChildInfo, RestartStrategy } from "./supervision.ts";

/** Options of a supervisor. */
export interface SupervisorOptions extends RestartLimits, GenServer.StartOptions {
  /** The children that are restarted with a child that has ended. */
  readonly strategy: RestartStrategy;
  /** In start order; they are shut down in reverse. */
  readonly children: readonly ChildSpec[];
}

/** The messages of a supervisor. Use the functions of `Supervisor`. */
export interface SupervisorProtocol {
  /** A `request` of one of the functions, and its outcome as the `reply`. */
  call: { request: SupervisorRequest; reply: RequestOutcome };
  /** From itself: the child with this `id`, whose start has failed, is to be tried again. */
  cast: { readonly kind: "retry"; readonly id: string };
}

/** A request, of a `kind` for each function: with the `spec` of a new child, or the `id` of an existing one. */
type SupervisorRequest =
  | { readonly kind: "whichChildren" | "countChildren" }
  | { readonly kind: "startChild"; readonly spec: Complete<ChildSpec> }
  | { readonly kind: "terminateChild" | "restartChild" | "deleteChild"; readonly id: string };

/** The address of a supervisor. */
export type SupervisorAddress = Address<SupervisorProtocol>;

/**
 * Starts a supervisor and waits until all its children have been started. `Supervisor.start_link/2` in Elixir, without
 * the link.
 * @throws UsageError (`invalid-option`, `unknown-option`, `duplicate-child`) for wrong options; ChildStartFailed when a
 *   child is not started, after those before it have been shut down; AlreadyStarted when the `via` name is taken;
 *   UsageError (`not-a-child`, `not-linked`) when a start function returns no pid, or that of an actor that is not
 *   linked
 */
export async function start(options: SupervisorOptions): Promise<ServerRef<SupervisorProtocol>> {
  return GenServer.start(supervisorModule, planOf(options), options);
}

/**
 * Like `start`, linked to the caller: when that ends, the supervisor shuts its children down and ends for the same
 * reason. `Supervisor.start_link/2` in Elixir.
 * @throws as `start` does, if the caller traps exits; otherwise the caller ends with `shutdown` when a child is not
 *   started
 */
export async function startLink(options: SupervisorOptions): Promise<ServerRef<SupervisorProtocol>> {
  return GenServer.startLink(supervisorModule, planOf(options), options);
}

/** The children, in start order. `Supervisor.which_children/1` in Elixir. */
export async function whichChildren(supervisor: SupervisorAddress): Promise<readonly ChildInfo[]> {
  return (await call(supervisor, { kind: "whichChildren" })) as readonly ChildInfo[];
}

/** The number of children. `Supervisor.count_children/1` in Elixir. */
export async function countChildren(supervisor: SupervisorAddress): Promise<ChildCounts> {
  return (await call(supervisor, { kind: "countChildren" })) as ChildCounts;
}

/**
 * Adds a child after the others and starts it. `Supervisor.start_child/2` in Elixir.
 * @throws ChildStartFailed, and the child is not kept; ChildRefused (`alreadyStarted`, `alreadyPresent`)
 */
export async function startChild(supervisor: SupervisorAddress, spec: ChildSpec): Promise<Pid> {
  return (await call(supervisor, { kind: "startChild", spec: completeChild(spec) })) as Pid;
}

/**
 * Shuts a child down. Its specification is kept, for `restartChild` and `deleteChild`, unless it is temporary; a
 * restart of a group to which it belongs starts it again. `Supervisor.terminate_child/2` in Elixir.
 * @throws ChildRefused (`notFound`)
 */
export async function terminateChild(supervisor: SupervisorAddress, id: string): Promise<void> {
  await call(supervisor, { kind: "terminateChild", id });
}

/**
 * Starts a child that has ended. `Supervisor.restart_child/2` in Elixir.
 * @throws ChildStartFailed; ChildRefused (`notFound`, `running`, `restarting`)
 */
export async function restartChild(supervisor: SupervisorAddress, id: string): Promise<Pid> {
  return (await call(supervisor, { kind: "restartChild", id })) as Pid;
}

/**
 * Deletes a child that has ended. `Supervisor.delete_child/2` in Elixir.
 * @throws ChildRefused (`notFound`, `running`, `restarting`)
 */
export async function deleteChild(supervisor: SupervisorAddress, id: string): Promise<void> {
  await call(supervisor, { kind: "deleteChild", id });
}

/**
 * Shuts all children down, and the supervisor. `Supervisor.stop/3` in Elixir.
 * @throws CallFailed as `GenServer.stop` does
 */
export function stop(supervisor: SupervisorAddress, reason?: string): Promise<void> {
  return GenServer.stop(supervisor, reason);
}

interface SupervisorPlan {
  readonly strategy: RestartStrategy;
  readonly window: RestartWindow;
  readonly children: readonly Complete<ChildSpec>[];
}

const supervisorModule: ServerModule<SupervisorProtocol, Supervision, SupervisorPlan> = supervisorModuleOf(
  async ({ children, strategy, window }: SupervisorPlan) => {
    const supervision = new Supervision(strategy, window, children);
    await supervision.startAll();
    return supervision;
  },
  perform,
);

function perform(request: SupervisorRequest, state: Supervision): unknown {
  switch (request.kind) {
    case "whichChildren":
      return state.list();
    case "countChildren":
      return state.count();
    case "startChild":
      return state.add(request.spec);
    case "terminateChild":
      return state.terminate(request.id);
    case "restartChild":
      return state.restart(request.id);
    case "deleteChild":
      return state.delete(request.id);
  }
}

function planOf(options: SupervisorOptions): SupervisorPlan {
  checkOptionNames(options, ["strategy", "children", "maxRestarts", "withinMs", "name", "via"], "a supervisor");
  const { children, strategy } = options;
  checkOneOf(strategy, ["oneForOne", "oneForAll", "restForOne"], "The strategy of a supervisor");
  const complete = children.map((spec) => completeChild(spec));
  const ids = complete.map(({ id }) => id);
  const duplicate = ids.find((id, index) => ids.indexOf(id) < index);
  if (duplicate !== undefined) {
    throw new UsageError(`Two children of a supervisor have the id ${duplicate}. Give each its own id.`, {
      code: "duplicate-child",
    });
  }
  return { strategy, window: restartWindowOf(options), children: complete };
}
