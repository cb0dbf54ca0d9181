// Spawning actors, async functions and servers, and the start of their bodies.

import { UsageError } from "../../errors.ts";
import { Access } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import { Actor } from "./actor.ts";
import { operate } from "../operations/operate.ts";
import { Cancelled } from "../operations/cancelled.ts";
import type { Execution } from "../execution/execution.ts";
import type { ExitReason } from "../signals/exit-reason.ts";
import type { Handler } from "./message-handler.ts";
import { installHandler } from "./message-handler.ts";
import { crashActor, finishActor } from "./exit.ts";
import { createLink, touchOwnLife } from "../signals/link.ts";
import type { Link } from "../signals/link.ts";
import { MonitorRef } from "../signals/monitor-ref.ts";
import { DEFERRED, Operation } from "../operations/operation.ts";
import type { AnyObject } from "../operations/operation.ts";
import { Start } from "./server-start.ts";
import type { Task } from "../operations/task.ts";

/** Captured once: loading a global costs a look-up, and this code runs for every actor. */
const NativePromise = Promise;

/** The code of an actor. */
export type Body = () => unknown;

interface SpawnRequest {
  readonly name: string | undefined;
  readonly body: Body;
  readonly isLinked: boolean;
  /** Default: the spawning actor. */
  readonly parent?: Actor;
}

/**
 * Spawns an actor. Its code up to its first operation runs in the step of the spawn. Erlang's `spawn`.
 * @param name the last part of its path; default `actor-1`, `actor-2` …
 * @returns its pid
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `no-body`)
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { assertVerify, join, spawn } from "heddle";
 * import { cell } from "heddle/memory";
 *
 * await assertVerify(async () => {
 *   const sum = cell(0, "sum");
 *   const add = (amount: number) => async (): Promise<void> => {
 *     await sum.update((before) => before + amount);
 *   };
 *   const actors = [await spawn("ann", add(1)), await spawn("ben", add(2))];
 *   for (const actor of actors) await join(actor);
 *   assert.equal(await sum.read(), 3);
 * });
 * ```
 */
export function spawn(body: Body): Promise<Pid>;
export function spawn(name: string, body: Body): Promise<Pid>;
export function spawn(first: string | Body, second?: Body): Promise<Pid> {
  return operate(SPAWN, undefined, spawnRequest(first, second, false));
}

/**
 * Spawns an actor that is linked to the caller from the start. Erlang's `spawn_link`.
 * @throws UsageError (`outside-execution`, `operation-in-rule`, `no-body`)
 */
export function spawnLink(body: Body): Promise<Pid>;
export function spawnLink(name: string, body: Body): Promise<Pid>;
export function spawnLink(first: string | Body, second?: Body): Promise<Pid> {
  return operate(SPAWN, undefined, spawnRequest(first, second, true));
}

/**
 * Spawns an actor as a child of `parent`. Several actors may do so concurrently: each such spawn writes the object
 * `children`, which stands for the order of the children.
 */
export function spawnUnder(
  parent: Actor,
  children: AnyObject,
  first: string | Body,
  second: Body | undefined,
): Promise<Pid> {
  return operate(SPAWN_UNDER, children, { ...spawnRequest(first, second, false), parent });
}

function spawnRequest(first: string | Body, second: Body | undefined, isLinked: boolean): SpawnRequest {
  const name = typeof first === "string" ? first : undefined;
  const body = typeof first === "string" ? second : first;
  if (typeof body !== "function") {
    throw new UsageError("spawn takes an optional name and then the body of the actor, an async function.", {
      code: "no-body",
    });
  }
  return { name, body, isLinked };
}

interface ServerSpawn {
  readonly name: string | undefined;
  readonly init: () => Handler | Promise<Handler>;
  readonly reasonOf: ReasonOf | undefined;
  /** Set once the operation is performed. */
  start: Start | undefined;
}

/** The exit reason of a server whose `init` threw `error`; `undefined` if it crashes. */
export type ReasonOf = (error: unknown) => ExitReason | undefined;

/**
 * Spawns an actor that handles messages one at a time, and waits until its `init` has run.
 * @param reasonOf if given, the server is linked to its starter from the start: if its `init` fails, the starter
 *   receives the EXIT signal, and exits unless it traps exits
 * @throws whatever `init` throws
 */
export function spawnServer(
  name: string | undefined,
  init: () => Handler | Promise<Handler>,
  reasonOf?: ReasonOf,
): Promise<Pid> {
  return operate(SPAWN_SERVER, undefined, { name, init, reasonOf, start: undefined });
}

/**
 * Spawns an actor that the caller is linked to and monitors from the start. Its body is passed the monitor, which it
 * may reply to.
 */
export function spawnMonitored(name: string | undefined, body: (ref: MonitorRef) => unknown): Promise<MonitorRef> {
  return operate(SPAWN_MONITORED, undefined, { name, body });
}

const SPAWNING = {
  kind: "spawn",
  isForgotten: true,
  perform(_state: unknown, { name, body, isLinked, parent }: SpawnRequest, task: Task): Pid {
    const child = createChild(task, name, parent);
    if (isLinked) linkChild(child, task);
    startBody(child, body);
    return child.pid;
  },
  show: showName,
};

const SPAWN = new Operation<unknown, SpawnRequest, Pid>({ ...SPAWNING, access: Access.none });
const SPAWN_UNDER = new Operation<unknown, SpawnRequest, Pid>({ ...SPAWNING, access: Access.write });

const SPAWN_MONITORED = new Operation<
  unknown,
  { readonly name: string | undefined; readonly body: (ref: MonitorRef) => unknown },
  MonitorRef
>({
  kind: "spawn",
  access: Access.none,
  perform(_state, { name, body }, task) {
    const child = createChild(task, name);
    linkChild(child, task);
    const ref = MonitorRef.create(child.execution.nextRefId(), task.actor, child);
    child.monitors = [ref];
    startBody(child, () => body(ref));
    return ref;
  },
  show: showName,
});

const SPAWN_SERVER = new Operation<unknown, ServerSpawn, Pid>({
  kind: "spawn",
  access: Access.none,
  perform(_state, request, task) {
    const { name, init, reasonOf } = request;
    const child = createChild(task, name);
    child.isServer = true;
    child.execution.suspend(task);
    const link = reasonOf === undefined ? undefined : linkChild(child, task);
    const start = new Start(task, child, link);
    request.start = start;
    const refuse = (error: unknown): void => {
      const isCancelled = error instanceof Cancelled && child.cancellation?.isRequested === true;
      if (!isCancelled) start.error = error;
      start.detach();
      const reason = isCancelled ? "cancelled" : reasonOf === undefined ? "shutdown" : reasonOf(error);
      if (reason === undefined) crashActor(child, error);
      else finishActor(child, reason);
      // Otherwise its exit notifies the starter, by an EXIT signal or, if the link was removed, directly.
      if (link === undefined) start.fail(child.task);
    };
    startBody(
      child,
      () => runInit(init, refuse),
      (handler) => {
        if (handler === undefined) return;
        installHandler(child, handler as Handler);
        start.succeed();
      },
    );
    return DEFERRED;
  },
  onAbandoned: ({ start }) => start?.abandon(),
  show: showName,
});

function linkChild(child: Actor, cause: Task): Link {
  touchOwnLife(cause);
  return createLink(child, cause.actor);
}

/**
 * Spawns an actor as a child of `parent` in the step of `task`; its body starts after the drain of the code that runs.
 */
export function spawnNow(parent: Actor, name: string, body: Body, task: Task): Actor {
  const child = createChild(task, name, parent);
  child.execution.runningStep.run(() => {
    startBody(child, body);
  });
  return child;
}

/** Creates an actor in the step of `task`. */
function createChild(task: Task, name: string | undefined, parent: Actor = task.actor): Actor {
  const { execution } = task.actor;
  const child = createActor(execution, parent, name);
  execution.addCause(child.task, task);
  return child;
}

/** Creates an actor whose body has not started. */
export function createActor(execution: Execution, parent: Actor | undefined, name: string | undefined): Actor {
  let actor = execution.spares.pop();
  if (actor === undefined) actor = new Actor(execution, parent, name);
  else actor.restart(execution, parent, name);
  execution.actors.push(actor);
  if (parent !== undefined) execution.onSpawn?.(actor);
  if (execution.hasForeignWaits) execution.requireAttribution();
  return actor;
}

/**
 * Runs an actor's body up to its first operation; the drain that follows belongs to it.
 * @param onReturn called when it has returned; default: the actor ends
 */
export function startBody(actor: Actor, body: () => unknown, onReturn?: (value: unknown) => void): void {
  const { execution } = actor;
  const { attribution } = execution;
  execution.runningStep.setResumed(actor.task);
  let result: unknown;
  try {
    result = attribution === undefined ? body() : attribution.run(actor, body);
  } catch (error) {
    crashActor(actor, error);
    return;
  }
  if (result instanceof NativePromise) goOnAfter(result, actor, onReturn);
  else if (onReturn === undefined) finishActor(actor);
  else onReturn(result);
}

/**
 * Kept apart, so that both closures have one small scope. The actor does not keep them: V8 would then take what they refer
 * to for long-lived, and allocate it in the old space.
 */
function goOnAfter(result: Promise<unknown>, actor: Actor, onReturn: ((value: unknown) => void) | undefined): void {
  const end = (): void => {
    finishActor(actor);
  };
  result.then(onReturn ?? end, (error: unknown) => {
    crashActor(actor, error);
  });
}

function showName({ name }: { readonly name: string | undefined }): readonly unknown[] {
  return name === undefined ? [] : [name];
}

/** Runs a server's `init`; its failure is not a crash, since the starter handles it. */
function runInit(
  init: () => Handler | Promise<Handler>,
  refuse: (error: unknown) => void,
): undefined | Handler | Promise<Handler | undefined> {
  try {
    const result = init();
    if (!(result instanceof Promise)) return result;
    return result.catch((error: unknown) => {
      refuse(error);
      return undefined;
    });
  } catch (error) {
    refuse(error);
    return undefined;
  }
}
