// The children of one supervisor: which actor is whose present one, and who is restarted when one ends.

import { cancel, join, now, send, spawn } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import { liveOn } from "./cancellable-actor.ts";
import type { CancelChild, CancelSupervisorOptions, RunningChild, SupervisorMessage } from "./cancel-supervisor.ts";
import { MaxRestartsExceeded } from "./max-restarts-exceeded.ts";

interface ChildSlot {
  readonly child: CancelChild;
  pid: Pid | undefined;
}

/** Kept by the supervisor's actor, which alone reads and writes it. */
export class ChildGroup {
  readonly #options: CancelSupervisorOptions;
  readonly #supervisor: Pid;
  readonly #places: readonly ChildSlot[];
  /** When there were restarts, the latest last. */
  #restarts: number[] = [];

  constructor(options: CancelSupervisorOptions, supervisor: Pid) {
    this.#options = options;
    this.#supervisor = supervisor;
    this.#places = options.children.map((child) => ({ child, pid: undefined }));
  }

  list(): readonly RunningChild[] {
    return this.#places.map(({ child: { id }, pid }) => ({ id, pid }));
  }

  async start(): Promise<void> {
    for (const slot of this.#places) await this.#start(slot);
  }

  /** Cancels all children and waits until they have ended. */
  async stop(): Promise<void> {
    await this.#end(this.#places);
  }

  /** A child has ended, unless it is one of the past. */
  async ended({ id, pid, reason }: Extract<SupervisorMessage, { kind: "$child_down" }>): Promise<void> {
    const index = this.#places.findIndex((slot) => slot.child.id === id && slot.pid === pid);
    const slot = this.#places[index];
    if (slot === undefined) return;
    if (!isRestarted(slot.child, reason)) {
      slot.pid = undefined;
      return;
    }
    this.#countRestart(id);
    const { strategy = "oneForOne" } = this.#options;
    if (strategy === "oneForOne") await this.#restart([slot]);
    else await this.#restart(strategy === "oneForAll" ? this.#places : this.#places.slice(index));
  }

  /** @throws MaxRestartsExceeded */
  #countRestart(id: string): void {
    const { maxRestarts = 3, withinMs = 5_000 } = this.#options;
    const time = now();
    this.#restarts = [...this.#restarts.filter((earlier) => time - earlier <= withinMs), time];
    if (this.#restarts.length > maxRestarts) throw new MaxRestartsExceeded(id, { maxRestarts, withinMs });
  }

  async #restart(places: readonly ChildSlot[]): Promise<void> {
    if (this.#options.awaitsTermination === true) {
      const again = places.filter(isToStart);
      await this.#end(places);
      for (const slot of again) await this.#start(slot);
      return;
    }
    for (const slot of places) {
      const isAgain = isToStart(slot);
      if (slot.pid !== undefined) await cancel(slot.pid);
      slot.pid = undefined;
      if (isAgain) await this.#start(slot);
    }
  }

  async #end(places: readonly ChildSlot[]): Promise<void> {
    const pids = places.flatMap(({ pid }) => pid ?? []);
    for (const pid of pids) await cancel(pid);
    for (const pid of pids) await join(pid);
    for (const slot of places) slot.pid = undefined;
  }

  async #start(slot: ChildSlot): Promise<void> {
    const { actor, id } = slot.child;
    slot.pid = await spawn(id, () => this.#live(id, actor));
  }

  /** The code of a child. */
  async #live(id: string, actor: CancelChild["actor"]): Promise<void> {
    const tell = (message: SupervisorMessage): Promise<void> => send(this.#supervisor, message);
    const { guardsTerminate = false } = this.#options;
    const onExit = (pid: Pid, reason: string): Promise<void> => tell({ kind: "$child_down", id, pid, reason });
    await liveOn(actor, { guardsTerminate, onExit, onEscape: (error) => tell({ kind: "$escaped", error }) });
  }
}

function isRestarted({ restart = "permanent" }: CancelChild, reason: string): boolean {
  return restart === "permanent" || (restart === "transient" && reason.includes("error"));
}

/** Whether a child is started again with others; one that has ended for good is not. */
function isToStart({ child: { restart }, pid }: ChildSlot): boolean {
  return pid !== undefined && restart !== "temporary";
}
