// The functions of Supervisor: start one, ask it of its children, change them. It is a server that traps exits.

import { UsageError } from "../../errors.ts";
import { trapExit } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { Address, ServerRef, ViaName } from "../server/address.ts";
import { completeChild } from "./child-spec.ts";
import type { ChildSpec, Complete } from "./child-spec.ts";
import { isExit } from "../server/exit-message.ts";
import * as GenServer from "../server/gen-server.ts";
import { checkNames, checkOneOf } from "./option-checks.ts";
import { answerWith, valueOf } from "./request-answer.ts";
import type { RequestOutcome } from "./request-answer.ts";
import { RestartWindow } from "./restart-window.ts";
import type { RestartLimits } from "./restart-window.ts";
import type { ServerModule } from "../server/server-module.ts";
import { Supervision } from "./supervision.ts";
import type { ChildCounts, ChildInfo, RestartStrategy } from "./supervision.ts";

/** What a supervisor is told. */
export interface SupervisorOptions extends RestartLimits {
  /** Who is restarted with a child that has ended. */
  readonly strategy: RestartStrategy;
  /** In the order of their starts; they are shut down in the reverse one. */
  readonly children: readonly ChildSpec[];
  /** The last part of its path in traces. Default: `actor-1`, `actor-2` … */
  readonly name?: string;
  /** A name that it registers before it starts its children. Default: none. */
  readonly via?: ViaName;
}

/** What a supervisor understands. Use the functions of `Supervisor`. */
export interface SupervisorProtocol {
  call: { request: Asked; reply: RequestOutcome };
  cast: { readonly kind: "retry"; readonly id: string };
}

type Asked =
  | { readonly kind: "whichChildren" | "countChildren" }
  | { readonly kind: "startChild"; readonly spec: Complete<ChildSpec> }
  | { readonly kind: "terminateChild" | "restartChild" | "deleteChild"; readonly id: string };

/** Where a supervisor is asked. */
export type SupervisorAddress = Address<SupervisorProtocol>;

/**
 * Starts a supervisor and waits until all its children have been started.
 * @throws UsageError (`invalid-option`, `unknown-option`, `duplicate-child`) for wrong options; ChildStartFailed when a
 *   child is not started: those before it have been shut down; AlreadyStarted when the `via` name is taken; UsageError
 *   (`not-a-child`, `not-linked`) when a start function gives no pid, or that of an actor that is not linked
 */
export async function start(options: SupervisorOptions): Promise<ServerRef<SupervisorProtocol>> {
  return GenServer.start(supervisorModule, planOf(options), options);
}

/**
 * The same, linked to the caller: when that ends, the supervisor shuts its children down and ends for the same reason.
 * @throws as `start` does, if the caller traps exits; else it ends with `shutdown` when a child is not started
 */
export async function startLink(options: SupervisorOptions): Promise<ServerRef<SupervisorProtocol>> {
  return GenServer.startLink(supervisorModule, planOf(options), options);
}

/** The children, in the order of their starts. */
export async function whichChildren(supervisor: SupervisorAddress): Promise<readonly ChildInfo[]> {
  return (await ask(supervisor, { kind: "whichChildren" })) as readonly ChildInfo[];
}

/** How many there are. */
export async function countChildren(supervisor: SupervisorAddress): Promise<ChildCounts> {
  return (await ask(supervisor, { kind: "countChildren" })) as ChildCounts;
}

/**
 * Adds a child behind the others and starts it.
 * @throws ChildStartFailed, and the child is not kept; ChildRefused (`alreadyStarted`, `alreadyPresent`)
 */
export async function startChild(supervisor: SupervisorAddress, spec: ChildSpec): Promise<Pid> {
  return (await ask(supervisor, { kind: "startChild", spec: completeChild(spec) })) as Pid;
}

/**
 * Shuts a child down. It stays known, for `restartChild` and `deleteChild`, unless it is temporary; a restart of a group
 * to which it belongs starts it again.
 * @throws ChildRefused (`notFound`)
 */
export async function terminateChild(supervisor: SupervisorAddress, id: string): Promise<void> {
  await ask(supervisor, { kind: "terminateChild", id });
}

/** Starts a child that has ended. @throws ChildStartFailed; ChildRefused (`notFound`, `running`, `restarting`) */
export async function restartChild(supervisor: SupervisorAddress, id: string): Promise<Pid> {
  return (await ask(supervisor, { kind: "restartChild", id })) as Pid;
}

/** Forgets a child that has ended. @throws ChildRefused (`notFound`, `running`, `restarting`) */
export async function deleteChild(supervisor: SupervisorAddress, id: string): Promise<void> {
  await ask(supervisor, { kind: "deleteChild", id });
}

/** Shuts all children down, and the supervisor. @throws CallFailed as `GenServer.stop` does */
export function stop(supervisor: SupervisorAddress, reason?: string): Promise<void> {
  return GenServer.stop(supervisor, reason);
}

interface Plan {
  readonly strategy: RestartStrategy;
  readonly window: RestartWindow;
  readonly children: readonly Complete<ChildSpec>[];
}

const supervisorModule: ServerModule<SupervisorProtocol, Supervision, Plan> = {
  async init({ children, strategy, window }) {
    await trapExit(true);
    const supervision = new Supervision(strategy, window, children);
    await supervision.startAll();
    return { state: supervision };
  },
  async handleCall(asked, _from, state) {
    return { reply: await answerWith(() => perform(asked, state)), state };
  },
  async handleCast({ id }, state) {
    return (await state.retry(id)) ? { state } : { stop: "shutdown", state };
  },
  async handleInfo(message, state) {
    // The end of one that has been replaced, or shut down, may come late.
    if (!isExit(message) || !state.isChild(message.pid)) return { state };
    return (await state.exited(message.pid, message.reason)) ? { state } : { stop: "shutdown", state };
  },
  terminate: (_reason, state) => state.shutDownAll(),
};

function perform(asked: Asked, state: Supervision): unknown {
  switch (asked.kind) {
    case "whichChildren":
      return state.list();
    case "countChildren":
      return state.count();
    case "startChild":
      return state.add(asked.spec);
    case "terminateChild":
      return state.terminate(asked.id);
    case "restartChild":
      return state.restart(asked.id);
    case "deleteChild":
      return state.delete(asked.id);
  }
}

function planOf(options: SupervisorOptions): Plan {
  checkNames(options, ["strategy", "children", "maxRestarts", "withinMs", "name", "via"], "a supervisor");
  const { children, strategy } = options;
  checkOneOf(strategy, ["oneForOne", "oneForAll", "restForOne"], "The strategy of a supervisor");
  const complete = children.map((spec) => completeChild(spec));
  const ids = complete.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined) {
    throw new UsageError(`Two children of a supervisor have the id ${twice}. Give each an id of its own.`, {
      code: "duplicate-child",
    });
  }
  return { strategy, window: new RestartWindow(options), children: complete };
}

async function ask(supervisor: SupervisorAddress, asked: Asked): Promise<unknown> {
  return valueOf(await GenServer.call(supervisor, asked));
}
