// What a process asks of servers, of the supervisor and of its tasks, in the calling actor.

import { exit, Pid } from "heddle";
import { CallFailed, ChildRefused, ChildStartFailed, GenServer, Supervisor, Task, TaskFailed } from "heddle/otp";
import type { Address, TaskRef, TaskResult } from "heddle/otp";

import type { Context } from "./instructions.ts";
import type { ServerInstruction, SupervisorInstruction, TaskInstruction, Units } from "./script.ts";
import type { ChildProtocol, ServerProtocol } from "./server.ts";
import { textOfReason, UNIT } from "./text.ts";

/** Asks a server. */
export async function requestOfServer(instruction: ServerInstruction, { log, pidOf }: Context): Promise<void> {
  const server: Address<ServerProtocol> = pidOf(instruction[1]);
  switch (instruction[0]) {
    case "call": {
      const [, , request, timeout] = instruction;
      return log(
        await answerOf(
          async () => `reply ${String(await GenServer.call(server, request, { timeout: timeOf(timeout) }))}`,
        ),
      );
    }
    case "cast":
      return GenServer.cast(server, instruction[2]);
    case "stop":
      return log(
        await answerOf(async () => {
          await GenServer.stop(server, instruction[2]);
          return "stopped";
        }),
      );
  }
}

/** Asks the supervisor. */
export async function requestOfSupervisor(instruction: SupervisorInstruction, { log, pidOf }: Context): Promise<void> {
  const supervisor = pidOf("sup");
  log(await answerOf(() => answerOfSupervisor(supervisor, instruction)));
}

async function answerOfSupervisor(supervisor: Pid, instruction: SupervisorInstruction): Promise<string> {
  switch (instruction[0]) {
    case "exitChild":
      return withChild(supervisor, instruction[1], (pid) => exit(pid, instruction[2]));
    case "crashChild":
      return withChild(supervisor, instruction[1], (pid) => GenServer.cast<ChildProtocol>(pid, "boom"));
    case "stopChild":
      return withChild(supervisor, instruction[1], (pid) =>
        GenServer.cast<ChildProtocol>(pid, { stop: instruction[2] }),
      );
    case "terminateChild":
      await Supervisor.terminateChild(supervisor, instruction[1]);
      return "ok";
    case "restartChild":
      await Supervisor.restartChild(supervisor, instruction[1]);
      return "ok";
    case "deleteChild":
      await Supervisor.deleteChild(supervisor, instruction[1]);
      return "ok";
    case "countChildren": {
      const { active, specs } = await Supervisor.countChildren(supervisor);
      return `${active} of ${specs}`;
    }
    case "stopSupervisor":
      await Supervisor.stop(supervisor, instruction[1]);
      return "stopped";
  }
}

async function withChild(supervisor: Pid, id: string, act: (pid: Pid) => Promise<void>): Promise<string> {
  const child = (await Supervisor.whichChildren(supervisor)).find((one) => one.id === id);
  if (child === undefined) return `no ${id}`;
  if (!(child.pid instanceof Pid)) return `${id} ${child.pid ?? "undefined"}`;
  await act(child.pid);
  return `${id} found`;
}

const REFUSALS: Readonly<Record<string, string>> = {
  notFound: "error not_found",
  running: "error running",
  restarting: "error restarting",
};

/** An answer, or why there is none. */
async function answerOf(ask: () => Promise<string>): Promise<string> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CallFailed || error instanceof TaskFailed) return `failed ${textOfReason(error.reason)}`;
    if (error instanceof ChildRefused) return REFUSALS[error.reason] ?? error.reason;
    if (error instanceof ChildStartFailed) return "error refused";
    throw error;
  }
}

/** Uses a task. */
export async function useTask(instruction: TaskInstruction, context: Context): Promise<void> {
  const { log, tasks } = context;
  const [kind, name] = instruction;
  if (kind === "async") {
    const body = instruction[2];
    const started = await Task.async(name, async () => {
      await context.perform(name, body, { ...context, tasks: new Map(), refs: new Map(), isTask: true });
      return name;
    });
    tasks.set(name, started);
    return;
  }
  const task = tasks.get(name);
  if (task === undefined) throw new Error(`no task ${name}`);
  log(await resultOf(instruction, task));
}

function resultOf(
  instruction: Exclude<TaskInstruction, readonly ["async", ...unknown[]]>,
  task: TaskRef<string>,
): Promise<string> | string {
  switch (instruction[0]) {
    case "await":
      return answerOf(() => Task.await(task, timeOf(instruction[2])));
    case "yield":
      return Task.yield(task, timeOf(instruction[2])).then(textOfResult);
    case "shutdown": {
      const how = instruction[2];
      return Task.shutdown(task, how === "brutal" ? "brutalKill" : timeOf(how)).then(textOfResult);
    }
  }
}

function textOfResult(result: TaskResult<string> | undefined): string {
  if (result === undefined) return "nil";
  return result.kind === "ok" ? `ok ${result.value}` : `exit ${textOfReason(result.reason)}`;
}

function timeOf(units: Units): number {
  return units === "infinity" ? Number.POSITIVE_INFINITY : units * UNIT;
}
