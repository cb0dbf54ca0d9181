// The state of a Supervisor: its children in start order, and how it handles their ends. After OTP's supervisor.

import { isAlive, self } from "../../kernel/index.ts";
import type { ExitReason } from "../../kernel/index.ts";
import { Pid } from "../../trace/index.ts";
import { isRestarted } from "./child-spec.ts";
import type { ChildSpec, Complete } from "./child-spec.ts";
import { cast } from "../server/gen-server.ts";
import type { RestartWindow } from "./restart-window.ts";
import { shutDown } from "./shut-down.ts";
import { startChild } from "./start-child.ts";
import { ChildRefused, ChildStartFailed } from "../server/start-error.ts";
import type { Refusal } from "../server/start-error.ts";

/** The children that are restarted with a child that has ended: none, all, or those started after it. */
export type RestartStrategy = "oneForOne" | "oneForAll" | "restForOne";

/** A child as listed by `whichChildren`. */
export interface ChildInfo {
  /** Its id, as in its specification. */
  readonly id: string;
  /** `undefined` when it has ended and is not restarted. */
  readonly pid: Pid | "restarting" | undefined;
  /** As in its specification. */
  readonly type: "worker" | "supervisor";
}

/** The number of children. */
export interface ChildCounts {
  /** All children that the supervisor knows, alive or not. */
  readonly specs: number;
  /** Those that are alive. */
  readonly active: number;
  /** Those of type `supervisor`. */
  readonly supervisors: number;
  /** Those of type `worker`. */
  readonly workers: number;
}

interface Child {
  readonly spec: Complete<ChildSpec>;
  /** `restarting`: its start has failed, and will be retried. */
  pid: Pid | "restarting" | undefined;
}

/** The children of one supervisor. Every method acts for the supervisor. */
export class Supervision {
  readonly #strategy: RestartStrategy;
  readonly #window: RestartWindow;
  #children: readonly Child[];

  constructor(strategy: RestartStrategy, window: RestartWindow, specs: readonly Complete<ChildSpec>[]) {
    this.#strategy = strategy;
    this.#window = window;
    this.#children = specs.map((spec) => ({ spec, pid: undefined }));
  }

  /** Starts all children in order. @throws ChildStartFailed, after the children already started have been shut down */
  async startAll(): Promise<void> {
    const failure = await this.#startInOrder(this.#children);
    if (failure === undefined) return;
    await this.shutDownAll();
    throw new ChildStartFailed(failure.child.spec.id, failure.error);
  }

  /** Ends all children, the last one first. */
  async shutDownAll(): Promise<void> {
    await this.#endInReverse(this.#children);
  }

  /** An actor linked to the supervisor has ended. @returns whether the supervisor continues */
  async exited(pid: Pid, reason: ExitReason): Promise<boolean> {
    const child = this.#children.find((each) => each.pid === pid);
    // The EXIT of a child that has been replaced, or shut down, may arrive late.
    if (child === undefined) return true;
    child.pid = undefined;
    if (isRestarted(child.spec, reason)) return this.#restart(child);
    if (child.spec.restart === "temporary") this.#remove(child);
    return true;
  }

  /** Tries again to start a child. @returns whether the supervisor continues */
  async retry({ id }: { readonly id: string }): Promise<boolean> {
    const child = this.#children.find(({ pid, spec }) => pid === "restarting" && spec.id === id);
    if (child === undefined) return true;
    child.pid = undefined;
    return this.#restart(child);
  }

  async add(spec: Complete<ChildSpec>): Promise<Pid> {
    const known = this.#children.find((child) => child.spec.id === spec.id);
    if (known !== undefined) throw refusal(spec.id, known.pid === undefined ? "alreadyPresent" : "alreadyStarted");
    const child: Child = { spec, pid: undefined };
    const pid = await this.#startOne(child);
    this.#children = [...this.#children, child];
    return pid;
  }

  async terminate(id: string): Promise<void> {
    const child = this.#find(id);
    await this.#endInReverse([child]);
  }

  async restart(id: string): Promise<Pid> {
    return this.#startOne(this.#findEnded(id));
  }

  delete(id: string): void {
    this.#remove(this.#findEnded(id));
  }

  list(): readonly ChildInfo[] {
    return this.#children.map(({ pid, spec: { id, type } }) => ({ id, pid, type }));
  }

  async count(): Promise<ChildCounts> {
    let active = 0;
    for (const { pid } of this.#children) if (pid instanceof Pid && (await isAlive(pid))) active += 1;
    const supervisors = this.#children.filter(({ spec }) => spec.type === "supervisor").length;
    const specs = this.#children.length;
    return { specs, active, supervisors, workers: specs - supervisors };
  }

  /** Restarts a child that has ended, and the children that the strategy restarts with it. */
  async #restart(child: Child): Promise<boolean> {
    if (!this.#window.admit()) return false;
    const group = this.#groupOf(child);
    await this.#endInReverse(group);
    const failure = await this.#startInOrder(group.filter((each) => this.#children.includes(each)));
    if (failure === undefined) return true;
    failure.child.pid = "restarting";
    // Queued after the messages that have arrived, which may include a request to stop or to terminate this child.
    await cast(self(), { kind: "retry", id: failure.child.spec.id });
    return true;
  }

  #groupOf(child: Child): readonly Child[] {
    switch (this.#strategy) {
      case "oneForOne":
        return [child];
      case "oneForAll":
        return this.#children;
      case "restForOne":
        return this.#children.slice(this.#children.indexOf(child));
    }
  }

  /** Ends children, the last one first; temporary ones are removed. */
  async #endInReverse(children: readonly Child[]): Promise<void> {
    for (const child of children.toReversed()) {
      const { pid, spec } = child;
      child.pid = undefined;
      if (pid instanceof Pid) await shutDown({ pid, shutdown: spec.shutdown });
      if (spec.restart === "temporary") this.#remove(child);
    }
  }

  /** Starts children in order until one fails. */
  async #startInOrder(
    children: readonly Child[],
  ): Promise<{ readonly child: Child; readonly error: unknown } | undefined> {
    for (const child of children) {
      const started = await startChild(child.spec);
      if (started.kind === "failed") return { child, error: started.error };
      child.pid = started.pid;
    }
    return undefined;
  }

  async #startOne(child: Child): Promise<Pid> {
    const started = await startChild(child.spec);
    if (started.kind === "failed") throw new ChildStartFailed(child.spec.id, started.error);
    child.pid = started.pid;
    return started.pid;
  }

  #find(id: string): Child {
    const child = this.#children.find(({ spec }) => spec.id === id);
    if (child === undefined) throw refusal(id, "notFound");
    return child;
  }

  #findEnded(id: string): Child {
    const child = this.#find(id);
    if (child.pid !== undefined) throw refusal(id, child.pid === "restarting" ? "restarting" : "running");
    return child;
  }

  #remove(child: Child): void {
    this.#children = this.#children.filter((each) => each !== child);
  }
}

function refusal(id: string, reason: Refusal): ChildRefused {
  return new ChildRefused(`The child ${id}`, reason);
}
