// The keeper of one key's actor: it runs the start function, is the parent of the actor, restarts it if it is to, and shuts it
// down. One actor for each key, so that a start that takes long, asks the registry itself or never returns holds up nobody
// else: neither the registry nor the factory supervisor runs code of its users.

import { UsageError } from "../../errors.ts";
import { exit, hasLinked, isAssertion, kill, monitor, now, receive, trapExit, unlink } from "../../kernel/index.ts";
import type { DownMessage, ExitMessage, ExitReason } from "../../kernel/index.ts";
import { GenServer } from "../../otp/index.ts";
import type { HandlerResult, ServerModule, Startable } from "../../otp/index.ts";
import { Pid } from "../../trace/index.ts";
import type { CompleteRekiOptions } from "./options.ts";

/** Starts the actor of a key. */
export type StartFunction = () => Startable | Promise<Startable>;

/** What a keeper tells the registry, of the assignment that it was given. */
export type StarterReport =
  | { readonly kind: "started"; readonly assignment: StartAssignment; readonly pid: Pid; readonly given: Startable }
  | { readonly kind: "failed"; readonly assignment: StartAssignment; readonly error: unknown };

/** What a keeper is to do. Its identity tells it from other starts for the same key. */
export interface StartAssignment {
  readonly key: unknown;
  readonly start: StartFunction;
  readonly options: CompleteRekiOptions;
  /** Who hears of it. */
  readonly registry: Pid;
}

/** `begin` when the registry watches; `end` shuts the actor down; `letGo` leaves it alone, it is somebody else's. */
export interface StarterProtocol {
  cast: "begin" | "end" | "letGo";
}

interface State {
  readonly assignment: StartAssignment;
  /** The actor, while it has not ended. */
  readonly pid: Pid | undefined;
  /** When it was restarted, of late. */
  readonly restarts: readonly number[];
}

/** The server of a keeper. */
export const starterModule: ServerModule<StarterProtocol, State, StartAssignment> = {
  async init(assignment) {
    await trapExit(true);
    return { state: { assignment, pid: undefined, restarts: [] } };
  },
  async handleCast(message, state) {
    switch (message) {
      case "begin":
        return attempt(state);
      case "end":
        return { stop: "shutdown", state };
      case "letGo":
        if (state.pid !== undefined) await unlink(state.pid);
        return { stop: "shutdown", state: { ...state, pid: undefined } };
    }
  },
  handleInfo: hear,
  terminate: (_reason, state) => shutDown(state),
};

async function attempt(state: State): Promise<HandlerResult<State>> {
  const { assignment } = state;
  const report = await run(assignment);
  await GenServer.cast({ pid: assignment.registry }, report);
  if (report.kind === "started") return { state: { ...state, pid: report.pid } };
  // Not `normal`: what the start function had linked to itself before it failed ends as well.
  return { stop: "shutdown", state };
}

async function run(assignment: StartAssignment): Promise<StarterReport> {
  try {
    const given = await assignment.start();
    return { kind: "started", assignment, pid: pidOf(assignment.key, given), given };
  } catch (error) {
    // An assertion is a finding of the test, and no failed start that a caller could handle.
    if (isAssertion(error)) throw error;
    return { kind: "failed", assignment, error };
  }
}

/** @throws UsageError (`not-a-child`, `not-linked`) */
function pidOf(key: unknown, given: unknown): Pid {
  const pid: unknown = given instanceof Pid ? given : (given as { readonly pid?: unknown } | undefined)?.pid;
  if (!(pid instanceof Pid)) {
    throw new UsageError(
      `The start function for the key ${String(key)} gave ${String(given)}. Let it return a pid, or what startLink gave.`,
      { code: "not-a-child" },
    );
  }
  if (hasLinked(pid)) return pid;
  throw new UsageError(
    `The start function for the key ${String(key)} gave ${pid.path}, which it did not link to its keeper: it would outlive ` +
      "the registry. Start it with startLink or spawnLink.",
    { code: "not-linked" },
  );
}

async function hear(message: DownMessage | ExitMessage, state: State): Promise<HandlerResult<State>> {
  if (message.kind !== "exit" || message.pid !== state.pid) return { state };
  const { maxRestarts, restart, withinMs } = state.assignment.options;
  const ended = { ...state, pid: undefined };
  if (restart === "temporary" || isOrderly(message.reason)) return { stop: message.reason, state: ended };
  const time = now();
  const restarts = [...state.restarts.filter((earlier) => earlier >= time - withinMs), time];
  return restarts.length > maxRestarts ? { stop: "shutdown", state: ended } : attempt({ ...ended, restarts });
}

function isOrderly(reason: ExitReason): boolean {
  return reason === "normal" || reason === "shutdown";
}

async function shutDown({ assignment, pid }: State): Promise<void> {
  if (pid === undefined) return;
  const { shutdown } = assignment.options;
  const ref = await monitor(pid);
  await exit(pid, "shutdown");
  const timeout = shutdown === "infinity" ? Number.POSITIVE_INFINITY : shutdown;
  if ((await receive({ kind: "down", ref }, { timeout })) !== undefined) return;
  await kill(pid);
  await receive({ kind: "down", ref });
}
