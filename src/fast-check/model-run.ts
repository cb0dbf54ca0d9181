// Commands against a model, as fast-check's asyncModelRun has them, but of several clients at once: each is an actor,
// the schedule interleaves them, and the model must explain their results in some order.

import { join, pause, spawn } from "../kernel/index.ts";
import type { Pid } from "../trace/index.ts";
import { linearizes } from "./history.ts";
import type { Applied, Call } from "./history.ts";
import { NotLinearizable } from "./not-linearizable.ts";
import type { Schedule } from "./schedule.ts";

/**
 * One call of a system, and what it does to a model of the system. Unlike a command of fast-check it has no `check`:
 * what state a concurrent call meets is not known beforehand, so a model answers in every state.
 */
export interface ModelCommand<Model, Real, Result = unknown> {
  /** Calls the system; a rejection fails the run. */
  run(real: Real): Promise<Result>;
  /** What a model in this state answers, and its next state; leaves `model` as it is. */
  apply(model: Model): Applied<Model, Result>;
  /** How it shows in a counterexample. */
  toString(): string;
}

/** Makes the system and its model, within the execution. */
export type ModelSetup<Model, Real> = () => ModelStart<Model, Real> | Promise<ModelStart<Model, Real>>;

/** A system and its model as they are before the first command. */
export interface ModelStart<Model, Real> {
  readonly model: Model;
  readonly real: Real;
}

/**
 * Runs the commands of each client in order, all clients concurrently, under `schedule`. When a call begins is a
 * scheduling point of its own. A call that gets no response, since its client exits, may have taken effect or not.
 * @param clients the commands of each client
 * @throws NotLinearizable when no order of the calls explains their results; else as `Schedule.run`
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
    const watch: Watch = { time: 0 };
    const histories: Call<Model>[][] = [];
    const pids: Pid[] = [];
    for (const commands of workload) {
      const client = `client-${pids.length + 1}`;
      const history: Call<Model>[] = [];
      const body = async (): Promise<void> => {
        for (const command of commands) {
          await pause();
          const call = invocation(client, command, watch);
          // From here on it may take effect, though its client may be killed before there is a response to record.
          const index = history.push(call) - 1;
          const result = await command.run(real);
          history[index] = { ...call, response: { result, responded: next(watch) } };
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
interface Watch {
  time: number;
}

function next(watch: Watch): number {
  watch.time += 1;
  return watch.time;
}

function invocation<Model, Real>(client: string, command: ModelCommand<Model, Real>, watch: Watch): Call<Model> {
  const apply = (model: Model): Applied<Model> => command.apply(model);
  return { client, name: command.toString(), apply, invoked: next(watch), response: undefined };
}
