// Performs a script on heddle.

import { monitor, quiescence, receive, send, spawn, trapExit } from "heddle";
import type { DownMessage, MonitorRef, Pid } from "heddle";
import { Cluster } from "heddle/cluster";
import { GenServer, Supervisor } from "heddle/otp";
import { Registry } from "heddle/registry";

import { performInstruction } from "./instructions.ts";
import type { Context } from "./instructions.ts";
import { outcomeOf } from "./script.ts";
import type { Instruction, Order, Script } from "./script.ts";
import { childrenLog, serverModule, startChild } from "./server.ts";
import { textOfReason, UNIT } from "./text.ts";

/** Which of heddle's registries stands for Elixir's. */
export type Architecture = "server" | "shared";

/** Is passed the outcome of an execution, and the order in which it performed instructions that do not wait. */
export type Report = (outcome: string, order: Order) => void;

/** A script as a program of heddle. */
export function programOf(script: Script, report: Report, architecture: Architecture = "shared"): () => Promise<void> {
  return async () => {
    if (script.family !== "names") return new Performance(script, architecture).run(report);
    const cluster = await Cluster.start({ nodes: ["a"] });
    await cluster.node("a").run(() => new Performance(script, architecture).run(report));
  };
}

/** One execution of a script. */
class Performance {
  readonly #script: Script;
  readonly #architecture: Architecture;
  readonly #logs = new Map<string, string[]>();
  readonly #order: [string, number][] = [];
  readonly #pids = new Map<string, Pid>();
  readonly #names = new Map<Pid, string>();
  #registry: Registry<string, string> | undefined;

  constructor(script: Script, architecture: Architecture) {
    this.#script = script;
    this.#architecture = architecture;
  }

  async run(report: Report): Promise<void> {
    const { family, processes, servers = {}, supervisor, registry } = this.#script;
    await trapExit(true);
    for (const [name, setup] of Object.entries(servers)) {
      const server = await GenServer.start(
        serverModule(setup, (text) => this.#log(name, text)),
        undefined,
        { name },
      );
      this.#know(name, server.pid);
    }
    const children = family === "supervisors" ? childrenLog() : undefined;
    if (supervisor !== undefined && children !== undefined) {
      const { pid } = await Supervisor.startLink({
        ...supervisor,
        name: "sup",
        children: supervisor.children.map((setup) => ({
          id: setup.id,
          restart: setup.restart,
          shutdown: shutdownOf(setup.shutdown),
          start: () => startChild(setup, children),
        })),
      });
      this.#know("sup", pid);
    }
    const others = [...this.#pids];
    for (const [name, instructions] of Object.entries(processes)) {
      this.#know(name, await spawn(name, () => this.#perform(name, instructions)));
    }
    if (registry !== undefined) {
      const listener = registry.listener === null ? undefined : this.#pids.get(registry.listener);
      this.#registry = await Registry.startLink<string, string>({
        keys: registry.keys,
        architecture: this.#architecture,
        listeners: listener === undefined ? [] : [listener],
      });
    }
    await this.#observe(Object.keys(processes), others);
    if (children !== undefined)
      this.#logs.set("sup", [...(await children.events.read()), ...(this.#logs.get("sup") ?? [])]);
    report(outcomeOf(this.#logs), this.#order);
  }

  /** Lets the processes begin, waits until all is quiet, and logs why each ended. */
  async #observe(processes: readonly string[], others: readonly (readonly [string, Pid])[]): Promise<void> {
    const refs = new Map<string, MonitorRef>();
    for (const [name, pid] of this.#pids) refs.set(name, await monitor(pid));
    for (const name of processes) await send(this.#pidOf(name), GO);
    for (const name of processes) {
      const { reason } = await receive<DownMessage>(downOf(refs, name));
      this.#log(name, `= ${textOfReason(reason)}`);
    }
    await quiescence();
    for (const [name] of others) {
      const down = await receive<DownMessage>(downOf(refs, name), { timeout: 0 });
      this.#log(name, `= ${down === undefined ? "alive" : textOfReason(down.reason)}`);
    }
  }

  async #perform(name: string, instructions: readonly Instruction[]): Promise<void> {
    await receive<unknown>(GO);
    await this.#performAll(name, instructions, {
      log: (text) => this.#log(name, text),
      pidOf: (other) => this.#pidOf(other),
      nameOf: (pid) => this.#names.get(pid) ?? "?",
      registry: () => {
        if (this.#registry === undefined) throw new Error("no registry");
        return this.#registry;
      },
      perform: (task, body, context) => this.#performAll(`${name}/${task}`, body, context),
      refs: new Map(),
      tasks: new Map(),
      isTask: false,
    });
  }

  async #performAll(name: string, instructions: readonly Instruction[], context: Context): Promise<void> {
    const own: Context = { ...context, log: (text) => this.#log(name, text) };
    for (const [index, instruction] of instructions.entries()) {
      await performInstruction(instruction, own);
      if (!WAITS.has(instruction[0])) this.#order.push([name, index]);
    }
  }

  #log(name: string, text: string): void {
    const log = this.#logs.get(name);
    if (log === undefined) this.#logs.set(name, [text]);
    else log.push(text);
  }

  #know(name: string, pid: Pid): void {
    this.#pids.set(name, pid);
    this.#names.set(pid, name);
  }

  #pidOf(name: string): Pid {
    const pid = this.#pids.get(name);
    if (pid === undefined) throw new Error(`no process ${name}`);
    return pid;
  }
}

function downOf(
  refs: ReadonlyMap<string, MonitorRef>,
  name: string,
): { readonly kind: "down"; readonly ref: MonitorRef } {
  const ref = refs.get(name);
  if (ref === undefined) throw new Error(`no monitor of ${name}`);
  return { kind: "down", ref };
}

/** Instructions that wait for others: they may begin long before they are done. */
const WAITS: ReadonlySet<Instruction[0]> = new Set([
  "receive",
  "take",
  "takeExit",
  "sleep",
  "await",
  "yield",
  "shutdown",
]);

const GO = { kind: "go" };

function shutdownOf(shutdown: number | "infinity" | "brutal"): number | "infinity" | "brutalKill" {
  if (shutdown === "brutal") return "brutalKill";
  return shutdown === "infinity" ? shutdown : shutdown * UNIT;
}
