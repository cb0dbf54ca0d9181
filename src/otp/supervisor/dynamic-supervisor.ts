// The functions of DynamicSupervisor, after Elixir: children are started on demand, any number of them, in no order.

import type { Pid } from "../../trace/index.ts";
import { checkCount, checkOptionNames } from "../../options.ts";
import type { Address, ServerRef } from "../server/address.ts";
import { completeDynamicChild } from "./child-spec.ts";
import type { Complete, DynamicChildSpec } from "./child-spec.ts";
import { DynamicSupervision } from "./dynamic-supervision.ts";
import type { DynamicChild, DynamicChildCounts, DynamicChildInfo } from "./dynamic-supervision.ts";
import * as GenServer from "../server/gen-server.ts";
import type { RequestOutcome } from "./request-answer.ts";
import { restartWindowOf } from "./restart-window.ts";
import type { RestartLimits } from "./restart-window.ts";
import type { ServerModule } from "../server/server-module.ts";
import { call, supervisorModuleOf } from "./supervisor-module.ts";

/** Options of a supervisor of children added and removed at run time. */
export interface DynamicSupervisorOptions extends RestartLimits, GenServer.StartOptions {
  /** The maximum number of children, those about to be restarted included. Default: unlimited. */
  readonly maxChildren?: number;
}

/** The messages of the supervisor. Use the functions of `DynamicSupervisor`. */
export interface DynamicSupervisorProtocol {
  /** A `request` of one of the functions, and its outcome as the `reply`. */
  call: { request: SupervisorRequest; reply: RequestOutcome };
  /** From itself: a `child` whose start has failed is to be tried again. */
  cast: { readonly kind: "retry"; readonly child: DynamicChild };
}

/** A request, of a `kind` for each function: with the `spec` of a new child, or the `pid` of an existing one. */
type SupervisorRequest =
  | { readonly kind: "startChild"; readonly spec: Complete<DynamicChildSpec> }
  | { readonly kind: "terminateChild"; readonly pid: Pid }
  | { readonly kind: "whichChildren" | "countChildren" };

/** The address of a dynamic supervisor. */
export type DynamicSupervisorAddress = Address<DynamicSupervisorProtocol>;

/**
 * Starts a supervisor without children. `DynamicSupervisor.start_link/1` in Elixir, without the link.
 * @throws UsageError (`invalid-option`, `unknown-option`); AlreadyStarted when the `via` name is taken
 */
export async function start(options: DynamicSupervisorOptions = {}): Promise<ServerRef<DynamicSupervisorProtocol>> {
  return GenServer.start(dynamicSupervisorModule, newSupervision(options), options);
}

/**
 * Like `start`, linked to the caller: when that ends, the supervisor shuts its children down and ends for the same
 * reason. `DynamicSupervisor.start_link/1` in Elixir.
 * @throws as `start` does, if the caller traps exits, or for wrong options
 */
export async function startLink(options: DynamicSupervisorOptions = {}): Promise<ServerRef<DynamicSupervisorProtocol>> {
  return GenServer.startLink(dynamicSupervisorModule, newSupervision(options), options);
}

/**
 * Starts a child. The start function runs in the supervisor, now and at each restart. `DynamicSupervisor.start_child/2`
 * in Elixir.
 * @throws ChildStartFailed; ChildRefused (`maxChildren`); UsageError (`invalid-option`, `unknown-option`,
 *   `not-a-child`, `not-linked`)
 */
export async function startChild(supervisor: DynamicSupervisorAddress, spec: DynamicChildSpec): Promise<Pid> {
  return (await call(supervisor, { kind: "startChild", spec: completeDynamicChild(spec) })) as Pid;
}

/**
 * Shuts a child down for good. `DynamicSupervisor.terminate_child/2` in Elixir.
 * @throws ChildRefused (`notFound`)
 */
export async function terminateChild(supervisor: DynamicSupervisorAddress, pid: Pid): Promise<void> {
  await call(supervisor, { kind: "terminateChild", pid });
}

/** The children, the oldest first. `DynamicSupervisor.which_children/1` in Elixir. */
export async function whichChildren(supervisor: DynamicSupervisorAddress): Promise<readonly DynamicChildInfo[]> {
  return (await call(supervisor, { kind: "whichChildren" })) as readonly DynamicChildInfo[];
}

/** The number of children. `DynamicSupervisor.count_children/1` in Elixir. */
export async function countChildren(supervisor: DynamicSupervisorAddress): Promise<DynamicChildCounts> {
  return (await call(supervisor, { kind: "countChildren" })) as DynamicChildCounts;
}

/**
 * Shuts all children down, at once, and the supervisor. `DynamicSupervisor.stop/3` in Elixir.
 * @throws CallFailed as `GenServer.stop` does
 */
export function stop(supervisor: DynamicSupervisorAddress, reason?: string): Promise<void> {
  return GenServer.stop(supervisor, reason);
}

const dynamicSupervisorModule: ServerModule<DynamicSupervisorProtocol, DynamicSupervision, DynamicSupervision> =
  supervisorModuleOf((supervision: DynamicSupervision) => supervision, perform);

function perform(request: SupervisorRequest, state: DynamicSupervision): unknown {
  switch (request.kind) {
    case "startChild":
      return state.add(request.spec);
    case "terminateChild":
      return state.terminate(request.pid);
    case "whichChildren":
      return state.list();
    case "countChildren":
      return state.count();
  }
}

function newSupervision(options: DynamicSupervisorOptions): DynamicSupervision {
  checkOptionNames(options, ["maxRestarts", "withinMs", "maxChildren", "name", "via"], "a dynamic supervisor");
  const { maxChildren = Number.POSITIVE_INFINITY } = options;
  checkCount(maxChildren, 1, "maxChildren");
  return new DynamicSupervision(restartWindowOf(options), maxChildren);
}
