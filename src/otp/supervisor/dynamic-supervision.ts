// The state of a DynamicSupervisor: children added and removed at run time, each restarted by itself.

import { cast } from "../server/gen-server.ts";
import { self } from "../../kernel/index.ts";
import type { ExitReason } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import { isRestarted } from "./child-spec.ts";
import type { Complete, DynamicChildSpec } from "./child-spec.ts";
import type { RestartWindow } from "./restart-window.ts";
import { shutDownAll } from "./shut-down.ts";
import { startChild } from "./start-child.ts";
import { ChildRefused, ChildStartFailed } from "../server/start-error.ts";

/** A child as listed by `whichChildren`. */
export interface DynamicChildInfo {
  /** `restarting` while its start has failed and will be retried. */
  readonly pid: Pid | "restarting";
  /** As in its specification. */
  readonly type: "worker" | "supervisor";
}

/** The number of children. */
export interface DynamicChildCounts {
  /** All of them. */
  readonly specs: number;
  /** Those that are not about to be restarted. */
  readonly active: number;
  /** Those of type `supervisor`. */
  readonly supervisors: number;
  /** Those of type `worker`. */
  readonly workers: number;
}

/** One child; the object is kept through its restarts. */
export interface DynamicChild {
  /** How it is started and ended. */
  readonly spec: Complete<DynamicChildSpec>;
  /** While it is about to be restarted, its previous pid. */
  pid: Pid;
  /** Whether its start has failed and will be retried. */
  isRestarting: boolean;
}

/** The children of one supervisor. Every method acts for the supervisor. */
export class DynamicSupervision {
  readonly #window: RestartWindow;
  readonly #maxChildren: number;
  readonly #children = new Set<DynamicChild>();

  constructor(window: RestartWindow, maxChildren: number) {
    this.#window = window;
    this.#maxChildren = maxChildren;
  }

  async add(spec: Complete<DynamicChildSpec>): Promise<Pid> {
    if (this.#children.size >= this.#maxChildren) throw new ChildRefused("Another", "maxChildren");
    const started = await startChild(spec);
    if (started.kind === "failed") throw new ChildStartFailed(undefined, started.error);
    this.#children.add({ spec, pid: started.pid, isRestarting: false });
    return started.pid;
  }

  async terminate(pid: Pid): Promise<void> {
    const child = this.#find(pid);
    if (child === undefined) throw new ChildRefused(pid.path, "notFound");
    this.#children.delete(child);
    await shutDownRunning([child]);
  }

  /** Ends all children at once. */
  async shutDownAll(): Promise<void> {
    await shutDownRunning([...this.#children]);
  }

  list(): readonly DynamicChildInfo[] {
    return [...this.#children].map(({ isRestarting, pid, spec: { type } }) => ({
      pid: isRestarting ? "restarting" : pid,
      type,
    }));
  }

  count(): DynamicChildCounts {
    const children = [...this.#children];
    const active = children.filter(({ isRestarting }) => !isRestarting).length;
    const supervisors = children.filter(({ spec }) => spec.type === "supervisor").length;
    return { specs: children.length, active, supervisors, workers: children.length - supervisors };
  }

  /** An actor linked to the supervisor has ended. @returns whether the supervisor continues */
  async exited(pid: Pid, reason: ExitReason): Promise<boolean> {
    const child = this.#find(pid);
    if (child === undefined || child.isRestarting) return true;
    if (isRestarted(child.spec, reason)) return this.#restart(child);
    this.#children.delete(child);
    return true;
  }

  /** Tries again to start a child. @returns whether the supervisor continues */
  async retry({ child }: { readonly child: DynamicChild }): Promise<boolean> {
    return !this.#children.has(child) || this.#restart(child);
  }

  async #restart(child: DynamicChild): Promise<boolean> {
    child.isRestarting = true;
    if (!this.#window.admit()) return false;
    const started = await startChild(child.spec);
    if (started.kind === "failed") {
      // Queued after the messages that have arrived, which may include a request to stop or to terminate this child.
      await cast(self(), { kind: "retry", child });
      return true;
    }
    child.pid = started.pid;
    child.isRestarting = false;
    return true;
  }

  #find(pid: Pid): DynamicChild | undefined {
    return [...this.#children].find((child) => child.pid === pid);
  }
}

async function shutDownRunning(children: readonly DynamicChild[]): Promise<void> {
  const running = children.filter(({ isRestarting }) => !isRestarting);
  await shutDownAll(running.map(({ pid, spec: { shutdown } }) => ({ pid, shutdown })));
}
