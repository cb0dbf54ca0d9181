// The life of an actor of fauxtp: init, then run repeatedly, until it exits, is cancelled or fails; then terminate,
// within a shield; then the exit callback.

import { actingActor, Cancelled, finishActor, isAssertion, pause, self, shield, spawn } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import { ActorExit } from "../task/actor-exit.ts";

/** An actor as its author writes it. */
export interface CancellableActor<State = unknown> {
  /** Returns the initial state. Runs after the start of the actor has returned. Default: the state is `undefined`. */
  init?(): State | Promise<State>;
  /** Called repeatedly, with its previous result; throws `ActorExit` to end. It must perform an operation each time. */
  run(state: State): State | Promise<State>;
  /**
   * Cleans up; not called when the actor is killed. Default: nothing.
   * @param reason that of `ActorExit`, `cancelled`, or `error: ` and the message
   * @param state `undefined` unless `init` has returned: one that is cancelled runs to its first operation
   */
  terminate?(reason: string, state: State | undefined): void | Promise<void>;
}

/** Options of starting a cancellable actor. */
export interface CancellableOptions {
  /** The last part of its path. Default: `actor-1`, `actor-2` … */
  readonly name?: string;
  /** Called when it ends, after `terminate`; an error that it throws is ignored. Default: none. */
  readonly onExit?: (pid: Pid, reason: string) => void | Promise<void>;
  /** Whether `onExit` is called even if `terminate` throws. Default false: then the actor crashes with that error. */
  readonly guardsTerminate?: boolean;
}

/** Starts an actor; returns before its `init` has begun. */
export function startActor<State>(actor: CancellableActor<State>, options: CancellableOptions = {}): Promise<Pid> {
  const body = (): Promise<void> => runActor(actor, options);
  return options.name === undefined ? spawn(body) : spawn(options.name, body);
}

/** With `onEscape`, an error of `terminate` is passed to it and not thrown. */
interface RunOptions extends CancellableOptions {
  readonly onEscape?: (error: unknown) => Promise<void>;
}

/**
 * Runs `actor` in the calling actor, to its end.
 * @throws an error of `terminate`, unless that is guarded or `onEscape` is given
 */
export async function runActor<State>(actor: CancellableActor<State>, options: RunOptions): Promise<void> {
  let state: State | undefined;
  let reason: string;
  try {
    // A cancellation meanwhile takes effect at the first operation of init, as at the first checkpoint in trio.
    await shield(() => pause({ touches: "nothing" }));
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
    if (await terminate(() => actor.terminate?.(reason, state), options)) await reportExit(reason, options);
  });
  finishActor(actingActor(), reason);
}

/** Returns whether its exit is to be reported. */
async function terminate(cleanUp: () => void | Promise<void>, options: RunOptions): Promise<boolean> {
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

async function reportExit(reason: string, { onExit }: RunOptions): Promise<void> {
  try {
    await onExit?.(self(), reason);
  } catch (error) {
    if (isAssertion(error)) throw error;
  }
}

/** The reason as text. An assertion is rethrown: it ends the execution. */
function reasonOf(error: unknown): string {
  if (isAssertion(error)) throw error;
  if (error instanceof ActorExit) return error.reason;
  if (error instanceof Cancelled && error.pid === self()) return "cancelled";
  return `error: ${error instanceof Error ? error.message : String(error)}`;
}
