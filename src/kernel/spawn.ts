// Spawning: actors that are async functions, and servers.

import { UsageError } from "../errors.ts";
import { Access } from "../trace/index.ts";
import type { Pid } from "../trace/index.ts";
import type { Actor, Resource } from "./actor.ts";
import { operate } from "./arm.ts";
import { Cancelled } from "./cancelled.ts";
import type { Handler } from "./handler.ts";
import { wakeHandler } from "./handler.ts";
import { createActor, finishActor, startBody } from "./lifecycle.ts";
import { NO_RESULT, Operation } from "./operation.ts";
import { CallFailed } from "./request.ts";

/** The code of an actor. */
export type Body = () => unknown;

interface Birth {
  readonly name: string | undefined;
  readonly body: Body;
}

/**
 * Spawns an actor. Its code up to its first operation runs in the step of the spawn.
 * @param name the last part of its path; default `actor-1`, `actor-2` …
 * @returns its pid
 */
export function spawn(body: Body): Promise<Pid>;
export function spawn(name: string, body: Body): Promise<Pid>;
export function spawn(first: string | Body, second?: Body): Promise<Pid> {
  const name = typeof first === "string" ? first : undefined;
  const body = typeof first === "string" ? second : first;
  if (typeof body !== "function") {
    throw new UsageError("spawn takes the code of the actor, an async function, after its optional name.", {
      code: "no-body",
    });
  }
  return operate(SPAWN, undefined, { name, body });
}

interface ServerBirth {
  readonly name: string | undefined;
  readonly init: () => Handler | Promise<Handler>;
  /** The starter waits no longer. */
  isAbandoned: boolean;
}

/**
 * Spawns an actor that handles messages one at a time, and waits until its `init` has run.
 * @throws whatever `init` throws
 */
export function spawnServer(name: string | undefined, init: () => Handler | Promise<Handler>): Promise<Pid> {
  return operate(SPAWN_SERVER, undefined, { name, init, isAbandoned: false });
}

const SPAWN = new Operation<unknown, Birth, Pid>({
  kind: "spawn",
  access: Access.none,
  perform(_state, { name, body }, task) {
    const parent = task.actor;
    const child = createActor(parent.execution, parent, name);
    parent.execution.follow(child.task, task);
    startBody(child, body, () => {
      finishActor(child);
    });
    return child.pid;
  },
  show: ({ name }) => (name === undefined ? [] : [name]),
});

const SPAWN_SERVER = new Operation<unknown, ServerBirth, Pid>({
  kind: "spawn",
  access: Access.none,
  perform(_state, birth, task) {
    const { name, init } = birth;
    const { execution } = task.actor;
    const child = createActor(execution, task.actor, name);
    execution.follow(child.task, task);
    child.isServer = true;
    execution.suspend(task);
    const tellStarter = (wake: () => void): void => {
      // In order with what ends the waiting otherwise.
      execution.touch(child.task, task.answer, Access.write);
      if (birth.isAbandoned) return;
      execution.follow(task, child.task);
      wake();
    };
    // Who ends before its init has must not leave its starter waiting.
    const starting: Resource = {
      label: "start",
      object: undefined,
      release: () => {
        tellStarter(() => {
          execution.wakeFailing(task, new CallFailed(child.pid, child.exitReason));
        });
      },
    };
    child.resources = [starting];
    const refuse = (error: unknown): void => {
      const isCancelled = error instanceof Cancelled && child.cancellation?.isRequested === true;
      settle(child, starting);
      finishActor(child, isCancelled ? "cancelled" : "shutdown");
      tellStarter(() => {
        execution.wakeFailing(task, isCancelled ? new CallFailed(child.pid, "cancelled") : error);
      });
    };
    startBody(
      child,
      () => runInit(init, refuse),
      (handler) => {
        if (handler === undefined) return;
        settle(child, starting);
        wakeHandler(child, handler as Handler);
        tellStarter(() => {
          execution.wake(task, child.pid);
        });
      },
    );
    return NO_RESULT;
  },
  abandon(birth) {
    birth.isAbandoned = true;
  },
  show: ({ name }) => (name === undefined ? [] : [name]),
});

function settle({ resources }: Actor, starting: Resource): void {
  const index = resources?.indexOf(starting) ?? -1;
  if (index >= 0) resources?.splice(index, 1);
}

/** Runs a server's `init`; its failure is the starter's to handle and so no crash. */
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
