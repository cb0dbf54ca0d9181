// Performs one instruction of a script in the calling actor.

import { demonitor, exit, isAlive, link, monitor, pause, receive, self, send, sleep, trapExit, unlink } from "heddle";
import type { DownMessage, ExitMessage, MonitorRef, Pid } from "heddle";
import { monitorName, registerName, sendTo, whereisName } from "heddle/cluster";
import { LinkFailed } from "heddle/otp";
import type { TaskRef } from "heddle/otp";
import type { Registry } from "heddle/registry";

import { requestOfSupervisor, requestOfServer, useTask } from "./requests.ts";
import type { NameInstruction, ProcessInstruction, RegistryInstruction, Instruction } from "./script.ts";
import { textOfReason, UNIT } from "./text.ts";

/** What the instructions of one process use. */
export interface Context {
  readonly log: (text: string) => void;
  readonly pidOf: (process: string) => Pid;
  readonly nameOf: (pid: Pid) => string;
  readonly registry: () => Registry<string, string>;
  /** Performs the body of a task. */
  readonly perform: (task: string, body: readonly Instruction[], context: Context) => Promise<void>;
  /** The latest monitor of each process. */
  readonly refs: Map<string, MonitorRef>;
  readonly tasks: Map<string, TaskRef<string>>;
  readonly isTask: boolean;
}

/** Performs an instruction. */
export async function performInstruction(instruction: Instruction, context: Context): Promise<void> {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- all others are about processes
  switch (instruction[0]) {
    case "registerName":
    case "whereisName":
    case "sendName":
    case "monitorName":
      return useName(instruction, context);
    case "call":
    case "cast":
    case "stop":
      return requestOfServer(instruction, context);
    case "async":
    case "await":
    case "yield":
    case "shutdown":
      return useTask(instruction, context);
    case "register":
    case "unregister":
    case "lookup":
    case "keys":
    case "update":
    case "whereisKey":
      return useRegistry(instruction, context);
    case "exitChild":
    case "crashChild":
    case "stopChild":
    case "terminateChild":
    case "restartChild":
    case "deleteChild":
    case "countChildren":
    case "stopSupervisor":
      return requestOfSupervisor(instruction, context);
    default:
      return actOnProcess(instruction, context);
  }
}

async function actOnProcess(instruction: ProcessInstruction, context: Context): Promise<void> {
  const { isTask, log, refs, tasks } = context;
  const pidOf = (name: string): Pid => tasks.get(name)?.pid ?? context.pidOf(name);
  switch (instruction[0]) {
    case "send":
      return send(pidOf(instruction[1]), instruction[2]);
    case "receive":
      return log(textOfMessage(await receive(undefined, { timeout: instruction[1] * UNIT }), context));
    case "take": {
      const text = await receive<string>(instruction[1], { timeout: instruction[2] * UNIT });
      return log(text ?? `no ${instruction[1]}`);
    }
    case "takeExit":
      return log(textOfMessage(await receive({ kind: "exit" }, { timeout: instruction[1] * UNIT }), context));
    case "link":
      return link(pidOf(instruction[1])).catch((error: unknown) => {
        if (!(error instanceof LinkFailed)) throw error;
        log("noproc");
      });
    case "unlink":
      return unlink(pidOf(instruction[1]));
    case "monitor":
      refs.set(instruction[1], await monitor(pidOf(instruction[1])));
      return;
    case "demonitor": {
      const ref = refs.get(instruction[1]);
      return ref === undefined ? undefined : demonitor(ref);
    }
    case "exit":
      return exit(instruction[1]);
    case "exitTo":
      return exit(pidOf(instruction[1]), instruction[2]);
    case "trap":
      return trapExit(instruction[1]);
    case "alive":
      return log(`${instruction[1]} ${String(await isAlive(pidOf(instruction[1])))}`);
    case "sleep":
      return sleep(instruction[1] * UNIT);
    case "boom":
      // A task that crashes and whose owner has ended is observed by nobody, which fails an execution.
      if (isTask) return exit({ kind: "boom" });
      throw new Error("boom");
  }
}

async function useName(instruction: NameInstruction, { log, nameOf }: Context): Promise<void> {
  const [kind, name] = instruction;
  switch (kind) {
    case "registerName":
      return log((await registerName(name)) ? `has ${name}` : `${name} is taken`);
    case "whereisName": {
      // heddle reads the name in the step before.
      await pause({ touches: "nothing" });
      const pid = whereisName(name);
      return log(`${name} is ${pid === undefined ? "free" : nameOf(pid)}`);
    }
    case "sendName":
      return sendTo({ name, node: "a" }, instruction[2]);
    case "monitorName":
      await monitorName(name);
  }
}

async function useRegistry(instruction: RegistryInstruction, { log, nameOf, registry }: Context): Promise<void> {
  switch (instruction[0]) {
    case "register": {
      const registered = await registry().register(instruction[1], instruction[2]);
      return log(
        registered.kind === "ok" ? `has ${instruction[1]}` : `${instruction[1]} is of ${nameOf(registered.pid)}`,
      );
    }
    case "unregister":
      return registry().unregister(instruction[1]);
    case "lookup": {
      const entries = await registry().lookup(instruction[1]);
      const texts = entries.map(([pid, value]) => `${nameOf(pid)} ${value}`).toSorted();
      return log(`${instruction[1]}: ${texts.join(" ")}`);
    }
    case "keys": {
      const keys = await registry().keys(self());
      return log(`keys ${keys.toSorted().join(" ")}`);
    }
    case "update": {
      const updated = await registry().updateValue(instruction[1], () => instruction[2]);
      return log(updated.kind === "ok" ? `${updated.previous} to ${updated.value}` : `no ${instruction[1]}`);
    }
    case "whereisKey": {
      const pid = await registry().whereis(instruction[1]);
      return log(`${instruction[1]} is ${pid === undefined ? "free" : nameOf(pid)}`);
    }
  }
}

/** A message as it is logged. */
function textOfMessage(message: unknown, { nameOf, tasks }: Context): string {
  if (message === undefined) return "nothing";
  if (typeof message === "string") return message;
  const heard = message as Heard;
  const task = [...tasks].find(([, { pid }]) => pid === heard.pid)?.[0];
  const process = heard.pid === undefined ? "?" : (task ?? nameOf(heard.pid));
  switch (heard.kind) {
    case "exit":
      return `EXIT ${process} ${textOfReason(heard.reason)}`;
    case "down":
      return `DOWN ${heard.name ?? process} ${textOfReason(heard.reason)}`;
    case "register":
      return `register ${heard.key} ${process} ${heard.value}`;
    case "unregister":
      return `unregister ${heard.key} ${process}`;
    default:
      return "?";
  }
}

type Heard =
  | (ExitMessage & { readonly name?: string })
  | DownMessage
  | { readonly kind: "register"; readonly key: string; readonly pid: Pid; readonly value: string }
  | { readonly kind: "unregister"; readonly key: string; readonly pid: Pid };
