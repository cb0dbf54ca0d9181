// The starter of one key: it runs the start function, is the parent of the key's actor, restarts it according to the
// options, and shuts it down. There is one starter per key, so that a start that takes long, calls the registry itself
// or never returns blocks no other key: neither the registry nor the factory supervisor runs user code.

import { UsageError } from "../../errors.ts";
import { exit, hasLinked, isAssertion, kill, monitor, receive, trapExit, unlink } from "../../kernel/index.ts";
import type { DownMessage, ExitMessage, ExitReason } from "../../kernel/index.ts";
import { GenServer, RestartWindow } from "../../otp/index.ts";
import type { HandlerResult, ServerModule, Startable } from "../../otp/index.ts";
import { Pid } from "../../trace/index.ts";
import type { CompleteRekiOptions } from "./options.ts";

/** Starts the actor of a key. */
export type StartFunction = () => Startable | Promise<Startable>;

/** A starter's report to the registry on its assignment. */
export type StarterReport =
  | { readonly kind: "started"; readonly assignment: StartAssignment; readonly pid: Pid; readonly given: Startable }
  | { readonly kind: "failed"; readonly assignment: StartAssignment; readonly error: unknown };

/** The assignment of a starter. Its identity distinguishes it from other starts for the same key. */
export interface StartAssignment {
  readonly key: unknown;
  readonly start: StartFunction;
  readonly options: CompleteRekiOptions;
  /** The registry actor, which receives the reports. */
  readonly registry: Pid;
}

/**
 * `begin` once the registry monitors the starter; `end` shuts the actor down; `release` leaves it running, since it
 * belongs to another key.
 */
export interface StarterProtocol {
  cast: "begin" | "end" | "release";
}

interface State {
  readonly assignment: StartAssignment;
  /** The actor, until it has ended. */
  readonly pid: Pid | undefined;
  /** The recent restarts. */
  readonly window: RestartWindow;
}

/** The server module of a starter. */
export const starterModule: ServerModule<StarterProtocol, State, StartAssignment> = {
  async init(assignment) {
    await trapExit(true);
    return { state: { assignment, pid: undefined, window: new RestartWindow(assignment.options) } };
  },
  async handleCast(message, state) {
    switch (message) {
      case "begin":
        return attempt(state);
      case "end":
        return { stop: "shutdown", state };
      case "release":
        if (state.pid !== undefined) await unlink(state.pid);
        return { stop: "shutdown", state: { ...state, pid: undefined } };
    }
  },
  handleInfo: onExit,
  terminate: (_reason, state) => shutDown(state),
};

async function attempt(state: State): Promise<HandlerResult<State>> {
  const { assignment } = state;
  const report = await run(assignment);
  await GenServer.cast({ pid: assignment.registry }, report);
  if (report.kind === "started") return { state: { ...state, pid: report.pid } };
  // Not `normal`, so that actors that the start function linked to itself before it failed end as well.
  return { stop: "shutdown", state };
}

async function run(assignment: StartAssignment): Promise<StarterReport> {
  try {
    const given = await assignment.start();
    return { kind: "started", assignment, pid: pidOf(assignment.key, given), given };
  } catch (error) {
    // An assertion is a finding of the test, not a failed start that a caller could handle.
    if (isAssertion(error)) throw error;
    return { kind: "failed", assignment, error };
  }
}

/** @throws UsageError (`not-a-child`, `not-linked`) */
function pidOf(key: unknown, given: unknown): Pid {
  const pid: unknown = given instanceof Pid ? given : (given as { readonly pid?: unknown } | undefined)?.pid;
  if (!(pid instanceof Pid)) {
    throw new UsageError(
      `The start function for the key ${String(key)} returned ${String(given)}. Return a pid, or the result of startLink.`,
      { code: "not-a-child" },
    );
  }
  if (hasLinked(pid)) return pid;
  throw new UsageError(
    `The start function for the key ${String(key)} returned ${pid.path}, which is not linked to its starter and would ` +
      "outlive the registry. Start it with startLink or spawnLink.",
    { code: "not-linked" },
  );
}

async function onExit(message: DownMessage | ExitMessage, state: State): Promise<HandlerResult<State>> {
  if (message.kind !== "exit" || message.pid !== state.pid) return { state };
  const { restart } = state.assignment.options;
  const ended = { ...state, pid: undefined };
  if (restart === "temporary" || isOrderly(message.reason)) return { stop: message.reason, state: ended };
  return state.window.admit() ? attempt(ended) : { stop: "shutdown", state: ended };
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
