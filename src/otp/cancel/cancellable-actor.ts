// The life of an actor of fauxtp: init, then run again and again, until it exits, is cancelled or fails; then terminate,
// within a shield; then whoever started it is told.

import { actingActor, Cancelled, finishActor, isAssertion, pause, self, shield, spawn } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import { ActorExit } from "../task/actor-exit.ts";

/** An actor as its author writes it. */
export interface CancellableActor<State = unknown> {
  /** Gives the first state. Runs after the start of the actor has returned. */
  init?(): State | Promise<State>;
  /** Called again and again, with what it gave; throws `ActorExit` to end. It must call an operation each time. */
  run(state: State): State | Promise<State>;
  /**
   * Cleans up; not when it is killed.
   * @param reason that of `ActorExit`, `cancelled`, or `error: ` and the message
   * @param state `undefined` unless `init` has returned
   */
  terminate?(reason: string, state: State | undefined): void | Promise<void>;
}

/** How a cancellable actor is started. */
export interface CancellableOptions {
  /** The last part of its path. Default: `actor-1`, `actor-2` … */
  readonly name?: string;
  /** Told of its end, after `terminate`; an error that it throws is ignored. */
  readonly onExit?: (pid: Pid, reason: string) => void | Promise<void>;
  /** Whether `onExit` is told even if `terminate` throws. Default false: then the actor crashes with that error. */
  readonly guardsTerminate?: boolean;
}

/** Starts an actor; returns before its `init` has begun. */
export function startActor<State>(actor: CancellableActor<State>, options: CancellableOptions = {}): Promise<Pid> {
  const live = (): Promise<void> => liveOn(actor, options);
  return options.name === undefined ? spawn(live) : spawn(options.name, live);
}

/** An error of `terminate` goes to `onEscape` if there is one, and nowhere else. */
interface Supervision extends CancellableOptions {
  readonly onEscape?: (error: unknown) => Promise<void>;
}

/**
 * Lives the calling actor's life as `actor`, to its end.
 * @throws what `terminate` throws, unless that is guarded or somebody is told
 */
export async function liveOn<State>(actor: CancellableActor<State>, options: Supervision): Promise<void> {
  let state: State | undefined;
  let reason: string;
  try {
    await pause();
    // An actor without init has no state.
    let next = (await actor.init?.()) as State;
    state = next;
    for (;;) {
      next = await actor.run(next);
      state = next;
    }
  } catch (error) {
    reason = reasonOf(error);
  }
  await shield(async () => {
    if (await terminate(() => actor.terminate?.(reason, state), options)) await tellOfExit(reason, options);
  });
  finishActor(actingActor(), reason);
}

/** Whether its end is to be told. */
async function terminate(cleanUp: () => void | Promise<void>, options: Supervision): Promise<boolean> {
  try {
    await cleanUp();
    return true;
  } catch (error) {
    if (isAssertion(error)) throw error;
    if (options.guardsTerminate === true) return true;
    if (options.onEscape === undefined) throw error;
    await options.onEscape(error);
    return false;
  }
}

async function tellOfExit(reason: string, { onExit }: Supervision): Promise<void> {
  try {
    await onExit?.(self(), reason);
  } catch (error) {
    if (isAssertion(error)) throw error;
  }
}

/** The reason as text. An assertion is none: it ends the execution. */
function reasonOf(error: unknown): string {
  if (isAssertion(error)) throw error;
  if (error instanceof ActorExit) return error.reason;
  if (error instanceof Cancelled && error.pid === self()) return "cancelled";
  return `error: ${error instanceof Error ? error.message : String(error)}`;
}
