// Model-based testing like fast-check's asyncModelRun, but with several concurrent clients: each is an actor, the
// schedule interleaves them, and the model must explain their results in some order.

import { join, pause, spawn } from "../kernel/index.ts";
import type { Pid } from "../trace/index.ts";
import { linearizes } from "./history.ts";
import type { Applied, Call } from "./history.ts";
import { NotLinearizable } from "./not-linearizable.ts";
import type { Schedule } from "./schedule.ts";

/**
 * A call of a system and its effect on a model. Unlike a command of fast-check it has no `check`: the state in which a
 * concurrent call takes effect is unknown beforehand, so the model must define it for every state.
 */
export interface ModelCommand<Model, Real, Result = unknown> {
  /** Calls the system; a rejection fails the run. */
  run(real: Real): Promise<Result>;
  /** The result and the next state of the model; must not modify `model`. */
  apply(model: Model): Applied<Model, Result>;
  /** The command as shown in a counterexample. */
  toString(): string;
}

/** Creates the system and its model, within the execution. */
export type ModelSetup<Model, Real> = () => ModelStart<Model, Real> | Promise<ModelStart<Model, Real>>;

/** A system and its model before the first command. */
export interface ModelStart<Model, Real> {
  /** The state of the model before the first command. */
  readonly model: Model;
  /** The system, passed to each command. */
  readonly real: Real;
}

/**
 * Runs the commands of each client in order, all clients concurrently, under `schedule`. The start of each call is a
 * separate scheduling point. A call without a response, because its client exited, may have taken effect or not. After
 * `fc.asyncModelRun` of fast-check.
 * @param clients the commands of each client
 * @throws NotLinearizable when no order of the calls explains their results; errors of `Schedule.run`
 * @example fc.asyncProperty(fc.array(fc.array(command)), schedule(), (list, s) => concurrentModelRun(s, setup, list))
 */
export function concurrentModelRun<Model, Real>(
  schedule: Schedule,
  setup: ModelSetup<Model, Real>,
  clients: Iterable<Iterable<ModelCommand<Model, Real>>>,
): Promise<void> {
  const workload = Array.from(clients, (commands) => [...commands]);
  return schedule.run(async () => {
    const { model, real } = await setup();
    const clock: LogicalClock = { time: 0 };
    const histories: Call<Model>[][] = [];
    const pids: Pid[] = [];
    for (const commands of workload) {
      const client = `client-${pids.length + 1}`;
      const history: Call<Model>[] = [];
      const body = async (): Promise<void> => {
        for (const command of commands) {
          await pause({ touches: "nothing" });
          const call = invocation(client, command, clock);
          // From here on the call may take effect, even if its client is killed before the response is recorded.
          const index = history.push(call) - 1;
          const result = await command.run(real);
          history[index] = { ...call, response: { result, responded: next(clock) } };
        }
      };
      histories.push(history);
      pids.push(await spawn(client, body));
    }
    for (const pid of pids) await join(pid);
    if (!linearizes(histories, model)) throw new NotLinearizable(histories);
  });
}

/** Counts invocations and responses. */
interface LogicalClock {
  time: number;
}

function next(clock: LogicalClock): number {
  clock.time += 1;
  return clock.time;
}

function invocation<Model, Real>(client: string, command: ModelCommand<Model, Real>, clock: LogicalClock): Call<Model> {
  const apply = (model: Model): Applied<Model> => command.apply(model);
  return { client, name: command.toString(), apply, invoked: next(clock), response: undefined };
}
