// The children of one supervisor: the current actor of each, and which are restarted when one ends.

import { cancel, join, send, spawn } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import { runActor } from "./cancellable-actor.ts";
import type { CancelChild, CancelSupervisorOptions, RunningChild, SupervisorMessage } from "./child.ts";
import { MaxRestartsExceeded } from "./max-restarts-exceeded.ts";
import { RestartWindow } from "../supervisor/restart-window.ts";

interface ChildSlot {
  readonly child: CancelChild;
  pid: Pid | undefined;
}

/** Kept by the supervisor's actor, which alone reads and writes it. */
export class ChildGroup {
  readonly #options: CancelSupervisorOptions;
  readonly #supervisor: Pid;
  readonly #slots: readonly ChildSlot[];
  readonly #window: RestartWindow;

  constructor(options: CancelSupervisorOptions, supervisor: Pid) {
    this.#options = options;
    this.#supervisor = supervisor;
    this.#window = new RestartWindow(options);
    this.#slots = options.children.map((child) => ({ child, pid: undefined }));
  }

  list(): readonly RunningChild[] {
    return this.#slots.map(({ child: { id }, pid }) => ({ id, pid }));
  }

  async start(): Promise<void> {
    for (const slot of this.#slots) await this.#start(slot);
  }

  /** Cancels all children and waits until they have ended. */
  async stop(): Promise<void> {
    await this.#end(this.#slots);
  }

  /** A child has ended; ignored unless it is a current one. @throws MaxRestartsExceeded */
  async ended({ id, pid, reason }: Extract<SupervisorMessage, { kind: "$child_down" }>): Promise<void> {
    const index = this.#slots.findIndex((slot) => slot.child.id === id && slot.pid === pid);
    const slot = this.#slots[index];
    if (slot === undefined) return;
    if (!isRestarted(slot.child, reason)) {
      slot.pid = undefined;
      return;
    }
    if (!this.#window.admit()) throw new MaxRestartsExceeded(id, this.#window);
    const { strategy = "oneForOne" } = this.#options;
    if (strategy === "oneForOne") await this.#restart([slot]);
    else await this.#restart(strategy === "oneForAll" ? this.#slots : this.#slots.slice(index));
  }

  /** Restarts each of them, whatever its `restart` says and even if it has ended for good: so does the code of fauxtp. */
  async #restart(slots: readonly ChildSlot[]): Promise<void> {
    if (this.#options.awaitsTermination === true) {
      await this.#end(slots);
      for (const slot of slots) await this.#start(slot);
      return;
    }
    for (const slot of slots) {
      if (slot.pid !== undefined) await cancel(slot.pid);
      slot.pid = undefined;
      await this.#start(slot);
    }
  }

  async #end(slots: readonly ChildSlot[]): Promise<void> {
    const pids = slots.flatMap(({ pid }) => pid ?? []);
    for (const pid of pids) await cancel(pid);
    for (const pid of pids) await join(pid);
    for (const slot of slots) slot.pid = undefined;
  }

  async #start(slot: ChildSlot): Promise<void> {
    const { actor, id } = slot.child;
    slot.pid = await spawn(id, () => this.#run(id, actor));
  }

  /** The body of a child. */
  async #run(id: string, actor: CancelChild["actor"]): Promise<void> {
    const notify = (message: SupervisorMessage): Promise<void> => send(this.#supervisor, message);
    const { guardsTerminate = false } = this.#options;
    const onExit = (pid: Pid, reason: string): Promise<void> => notify({ kind: "$child_down", id, pid, reason });
    await runActor(actor, { guardsTerminate, onExit, onEscape: (error) => notify({ kind: "$escaped", error }) });
  }
}

function isRestarted({ restart = "permanent" }: CancelChild, reason: string): boolean {
  return restart === "permanent" || (restart === "transient" && reason.toLowerCase().includes("error"));
}
