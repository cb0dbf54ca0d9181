// The handle of a node, for programs: used from outside all nodes or from the node itself.

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
import type { Actor, Body } from "../kernel/index.ts";
import { Access, showAs } from "../trace/index.ts";
import type { Pid } from "../trace/index.ts";
import type { NodeState } from "./node/node-state.ts";
import type { Incarnation } from "./node/incarnation.ts";
import { bootNode, closeNode, crashNode, actorsOn, startNode } from "./node/node-lifecycle.ts";

/** The boot code of a node, which runs as an actor on it when it starts. */
export type Boot = (node: ClusterNode) => unknown;

/** The node is down: nothing can run on it until it is restarted. */
export class NodeDown extends Error {
  override readonly name: string = "NodeDown";
  /** The name of the node. */
  readonly node: string;

  /** @param node the name of the node */
  constructor(node: string) {
    super(`The node ${node} is down. Start it again with restart() before running anything on it.`);
    this.node = node;
  }
}

/** A node of a cluster. Compare with `===`. A node of distributed Erlang. */
export class ClusterNode {
  readonly #state: NodeState;

  private constructor(state: NodeState, boot: Boot | undefined) {
    this.#state = state;
    if (boot !== undefined) state.boot = () => boot(this);
  }

  /** @internal */
  static create(state: NodeState, boot: Boot | undefined): ClusterNode {
    return new ClusterNode(state, boot);
  }

  /** Its name, as passed to `Cluster.start`. */
  get name(): string {
    return this.#state.name;
  }

  /** The number of times it has been started. */
  get incarnation(): number {
    this.#recordRead();
    return this.#state.incarnation;
  }

  /** Whether it has been started and has not crashed or stopped since. */
  get isUp(): boolean {
    this.#recordRead();
    return this.#state.isUp;
  }

  /**
   * Spawns an actor on the node; the actors that it spawns run there, too.
   * @throws NodeDown; UsageError (`remote-node`)
   */
  spawn(body: Body): Promise<Pid>;
  spawn(name: string, body: Body): Promise<Pid>;
  spawn(first: string | Body, second?: Body): Promise<Pid> {
    return spawnUnder(this.#runningIncarnation().actor, this.#state.object, first, second);
  }

  /**
   * Runs code as an actor on the node and waits for its result.
   * @throws whatever the code throws; NodeDown; CallFailed when the node goes down meanwhile (`noconnection`)
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
   * Shuts the node down: each actor spawned on it from outside is sent an exit signal with reason `shutdown`, the
   * youngest first, and waited for; the remaining actors are killed. Their messages arrive; then the other nodes detect
   * the loss. No effect when the node is down, as with `crash`.
   * @throws UsageError (`inside-node`)
   */
  async stop(): Promise<void> {
    this.#checkOutside("stop");
    this.#recordRead();
    const { incarnationState } = this.#state;
    if (incarnationState === undefined) return;
    const top = livingOn(incarnationState).filter(({ parent }) => parent === incarnationState.actor);
    for (const { pid } of top.toReversed()) {
      await exit(pid, "shutdown");
      await join(pid);
    }
    for (const { pid } of livingOn(incarnationState)) {
      await kill(pid);
      await join(pid);
    }
    await operate(CLOSE, this.#state.object, incarnationState);
  }

  /**
   * Crashes the node: its actors and their resources vanish without a message; the other nodes detect the loss later.
   */
  crash(): Promise<void> {
    return operate(CRASH, this.#state.object, this.#state);
  }

  /**
   * Restarts the node, crashing it first if it is up: as a new incarnation, whose actors have other pids. Waits for the
   * boot code.
   * @throws UsageError (`inside-node`)
   */
  async restart(): Promise<void> {
    if (actingActor().location?.name !== this.name) this.#checkOutside("restart");
    await operate(RESTART, this.#state.object, this.#state);
    await this.booted();
  }

  /** Sets the number of milliseconds by which the node's clock is ahead of the others; negative if it is behind. */
  skew(milliseconds: number): Promise<void> {
    if (!Number.isFinite(milliseconds)) {
      throw new UsageError(`skew takes a number of milliseconds, but got ${String(milliseconds)}.`, {
        code: "invalid-delay",
      });
    }
    return operate(SKEW, this.#state.clock, { node: this.#state, milliseconds });
  }

  /** Waits until the boot code of the running incarnation has ended, if there is any. @internal */
  async booted(): Promise<void> {
    this.#recordRead();
    const pid = this.#state.incarnationState?.booting;
    if (pid !== undefined) await join(pid);
  }

  /** Its name. */
  toString(): string {
    return `node ${this.name}`;
  }

  /** Requires that the calling actor can observe the node and survives its end. */
  #checkOutside(what: "stop" | "restart"): void {
    const { location, pid } = actingActor();
    if (location === undefined) return;
    throw new UsageError(
      `${what} of node ${this.name} waits for actors there, but the caller ${pid.path} runs on node ${location.name}. ` +
        "Call it outside all nodes, or use crash(), which works from anywhere.",
      { code: "inside-node" },
    );
  }

  #recordRead(): void {
    const task = requireTask();
    task.actor.execution.recordAccess(task, this.#state.object, Access.read);
  }

  #runningIncarnation(): Incarnation {
    const { name, incarnationState } = this.#state;
    this.#recordRead();
    if (incarnationState === undefined) throw new NodeDown(name);
    const caller = actingActor();
    if (!isRemote(caller, incarnationState.actor)) return incarnationState;
    throw new UsageError(
      `${caller.pid.path}, which runs on node ${caller.location?.name ?? ""}, cannot spawn actors on node ${name}: only ` +
        "actors outside all nodes can. Send a message to an actor there.",
      { code: "remote-node" },
    );
  }
}

showAs(ClusterNode.prototype, { show: (node) => [node.toString()] });

const CRASH = new Operation<unknown, NodeState, void>({
  kind: "node.crash",
  access: Access.write,
  perform: (_state, node, task) => crashNode(node, task),
  show: () => [],
});

/** The living actors of an incarnation. The running step depends on whether each of them is alive. */
function livingOn(incarnation: Incarnation): readonly Actor[] {
  const task = requireTask();
  const actors = actorsOn(incarnation);
  for (const { life } of actors) task.actor.execution.recordAccess(task, life, Access.read);
  return actors.filter(({ isAlive }) => isAlive);
}

const CLOSE = new Operation<unknown, Incarnation, void>({
  kind: "node.stop",
  access: Access.write,
  perform(_state, incarnation, task) {
    // It may have been restarted meanwhile: the actors that run now have not been shut down.
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
