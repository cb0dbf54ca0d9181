// One node as a program handles it: from outside, or from the node itself.

import { UsageError } from "../errors.ts";
import {
  actingActor,
  CallFailed,
  exit,
  isRemote,
  join,
  kill,
  operate,
  Operation,
  requireTask,
  spawnUnder,
} from "../kernel/index.ts";
import type { Body } from "../kernel/index.ts";
import { Access, showAs } from "../trace/index.ts";
import type { Pid } from "../trace/index.ts";
import type { NodeState } from "./node/node-state.ts";
import type { Incarnation } from "./node/incarnation.ts";
import { bootNode, closeNode, crashNode, actorsOn, startNode } from "./node/node-lifecycle.ts";

/** What a node runs when it starts, as an actor on it. */
export type Boot = (node: ClusterNode) => unknown;

/** The node is down: nothing can be run on it until it is started again. */
export class NodeDown extends Error {
  override readonly name: string = "NodeDown";
  readonly node: string;

  constructor(node: string) {
    super(`The node ${node} is down: start it again with restart() before anything is run on it.`);
    this.node = node;
  }
}

/** A node of a cluster. Compare with `===`. */
export class ClusterNode {
  readonly #state: NodeState;

  /** @internal */
  constructor(state: NodeState, boot: Boot | undefined) {
    this.#state = state;
    if (boot !== undefined) state.boot = () => boot(this);
  }

  get name(): string {
    return this.#state.name;
  }

  /** How many times it has been started. */
  get incarnation(): number {
    this.#look();
    return this.#state.incarnation;
  }

  get isUp(): boolean {
    this.#look();
    return this.#state.isUp;
  }

  /**
   * Spawns an actor on the node; from there on, what it spawns runs there too.
   * @throws NodeDown; UsageError (`far-node`)
   */
  spawn(body: Body): Promise<Pid>;
  spawn(name: string, body: Body): Promise<Pid>;
  spawn(first: string | Body, second?: Body): Promise<Pid> {
    return spawnUnder(this.#place().actor, this.#state.object, first, second);
  }

  /**
   * Runs code as an actor on the node and waits for what it returns.
   * @throws what the code throws; NodeDown; CallFailed when the node ends meanwhile (`noconnection`)
   */
  async run<Result>(code: () => Result | Promise<Result>): Promise<Result> {
    let outcome: { readonly value: Result } | { readonly error: unknown } | undefined;
    const runner = await this.spawn("run", async () => {
      try {
        outcome = { value: await code() };
      } catch (error) {
        outcome = { error };
      }
    });
    const reason = await join(runner);
    if (outcome === undefined) throw new CallFailed(runner, reason);
    if ("error" in outcome) throw outcome.error;
    return outcome.value;
  }

  /**
   * Ends the node in good order: each actor that was spawned on it from outside is told to end with reason `shutdown`, the
   * youngest first, and waited for; what is left is killed. What they have sent arrives; then the other nodes notice.
   * Nothing happens when it is down; so with `crash`.
   * @throws UsageError (`inside-node`)
   */
  async stop(): Promise<void> {
    this.#checkOutside("stop");
    this.#look();
    const { incarnationState } = this.#state;
    if (incarnationState === undefined) return;
    const top = actorsOn(incarnationState).filter(
      ({ isAlive, parent }) => isAlive && parent === incarnationState.actor,
    );
    for (const { pid } of top.toReversed()) {
      await exit(pid, "shutdown");
      await join(pid);
    }
    for (const { pid } of actorsOn(incarnationState).filter(({ isAlive }) => isAlive)) {
      await kill(pid);
      await join(pid);
    }
    await operate(CLOSE, this.#state.object, incarnationState);
  }

  /** Ends the node at once: its actors are gone without a word, and what they own; the other nodes notice later. */
  crash(): Promise<void> {
    return operate(CRASH, this.#state.object, this.#state);
  }

  /**
   * Starts the node again, after a crash if it is up: as another incarnation, whose actors have other pids. What the
   * cluster boots its nodes with runs before this settles.
   * @throws UsageError (`inside-node`)
   */
  async restart(): Promise<void> {
    if (actingActor().location?.name !== this.name) this.#checkOutside("restart");
    await operate(RESTART, this.#state.object, this.#state);
    await this.booted();
  }

  /** Sets by how many milliseconds the node's clock is ahead of the others'; negative for behind. */
  skew(milliseconds: number): Promise<void> {
    if (!Number.isFinite(milliseconds)) {
      throw new UsageError(`skew takes a number of milliseconds, but got ${String(milliseconds)}.`, {
        code: "invalid-delay",
      });
    }
    return operate(SKEW, this.#state.clock, { node: this.#state, milliseconds });
  }

  /** Waits until what the running incarnation booted with has ended, if it is anything. @internal */
  async booted(): Promise<void> {
    this.#look();
    const pid = this.#state.incarnationState?.booting;
    if (pid !== undefined) await join(pid);
  }

  toString(): string {
    return `node ${this.name}`;
  }

  /** Who waits for what happens on a node must see it, and live on. */
  #checkOutside(what: "stop" | "restart"): void {
    const { location, pid } = actingActor();
    if (location === undefined) return;
    throw new UsageError(
      `${what} of node ${this.name} waits for actors there, but ${pid.path}, which asks for it, runs on node ${location.name}. ` +
        "Call it outside of all nodes; crash() ends a node from anywhere.",
      { code: "inside-node" },
    );
  }

  #look(): void {
    const task = requireTask();
    task.actor.execution.recordAccess(task, this.#state.object, Access.read);
  }

  #place(): Incarnation {
    const { name, incarnationState } = this.#state;
    this.#look();
    if (incarnationState === undefined) throw new NodeDown(name);
    const caller = actingActor();
    if (!isRemote(caller, incarnationState.actor)) return incarnationState;
    throw new UsageError(
      `${caller.pid.path}, which runs on node ${caller.location?.name ?? ""}, cannot reach into node ${name}: only actors ` +
        "outside all nodes can. Send a message to an actor there.",
      { code: "far-node" },
    );
  }
}

showAs(ClusterNode.prototype, { show: (node) => [node.toString()] });

const CRASH = new Operation<unknown, NodeState, void>({
  kind: "node.crash",
  access: Access.write,
  perform(_state, node, task) {
    crashNode(node, task);
  },
  show: () => [],
});

const CLOSE = new Operation<unknown, Incarnation, void>({
  kind: "node.stop",
  access: Access.write,
  perform(_state, incarnation, task) {
    // It may have been started again meanwhile: those who run now have not been told.
    if (incarnation.node.incarnationState === incarnation) closeNode(incarnation.node, task);
  },
  show: () => [],
});

const RESTART = new Operation<unknown, NodeState, void>({
  kind: "node.restart",
  access: Access.write,
  perform(_state, node, task) {
    crashNode(node, task);
    startNode(node, task);
    bootNode(node, task);
  },
  show: () => [],
});

const SKEW = new Operation<unknown, { readonly node: NodeState; readonly milliseconds: number }, void>({
  kind: "node.skew",
  access: Access.write,
  perform(_state, { node, milliseconds }) {
    node.clockOffset = milliseconds;
  },
  show: ({ milliseconds }) => [milliseconds],
});
