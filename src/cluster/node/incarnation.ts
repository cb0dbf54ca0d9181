// One incarnation of a node: where actors run.

import { mix } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import { channelBetween, passOn, SharedObject } from "../../kernel/index.ts";
import type { Actor, AnyObject, Home, Signal, Task } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { End } from "../network/endpoint.ts";
import { Names } from "./names.ts";
import type { NodeState } from "./node-state.ts";

const MONITORS = 0x90e1;

/** The home of the actors of one incarnation. */
export class Place implements Home {
  readonly node: NodeState;
  readonly incarnation: number;
  /** Stands for the incarnation in the tree of actors. */
  readonly actor: Actor;
  readonly names: Names;
  /** What it booted with. */
  booting: Pid | undefined = undefined;
  /** Who hears of nodes that come and go. */
  readonly monitors: SharedObject<Set<Actor>>;

  constructor(node: NodeState, actor: Actor) {
    this.node = node;
    this.incarnation = node.incarnation;
    this.actor = actor;
    this.names = new Names(actor);
    this.monitors = new SharedObject(mix(actor.key, MONITORS), `node monitors of ${node.name}`, new Set());
  }

  get name(): string {
    return this.node.name;
  }

  get clock(): SharedObject {
    return this.node.clock;
  }

  get clockOffset(): number {
    return this.node.clockOffset;
  }

  carry(sender: Actor, receiver: Actor, signal: Signal, cause: Task): void {
    const end = this.#endTo(receiver);
    if (end === undefined) passOn(sender, receiver, { signal, origin: sender }, cause);
    else end.send({ to: receiver, signal, origin: sender }, cause);
  }

  wayTo(sender: Actor, receiver: Actor): AnyObject {
    return this.#endTo(receiver)?.laneFor(sender, receiver).object ?? channelBetween(sender, receiver).object;
  }

  /** None to an earlier incarnation of the own node: nothing crosses then. */
  #endTo(receiver: Actor): End | undefined {
    const there = must(receiver.home instanceof Place ? receiver.home : undefined, "it runs on another node").node;
    return this.node.links.get(there)?.endAt(this.node);
  }
}
