// The incarnation of a node: the location of its actors.

import { mix } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import { channelBetween, copyContent, forward, SharedObject } from "../../kernel/index.ts";
import type { Actor, AnyObject, Location, Signal, Task } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { LinkEndpoint } from "../network/endpoint.ts";
import { NodeNames } from "./names.ts";
import type { NodeState } from "./node-state.ts";

const MONITORS = 0x90e1;

/** One incarnation of a node, from its start to its end. */
export class Incarnation implements Location {
  readonly node: NodeState;
  readonly name: string;
  readonly clock: SharedObject;
  readonly incarnation: number;
  /** Represents the incarnation in the tree of actors. */
  readonly actor: Actor;
  readonly names: NodeNames;
  /** The actor that runs the boot code. */
  booting: Pid | undefined = undefined;
  /** The actors that monitor nodes. */
  readonly monitors: SharedObject<Set<Actor>>;

  constructor(node: NodeState, actor: Actor) {
    this.node = node;
    this.name = node.name;
    this.clock = node.clock;
    this.incarnation = node.incarnation;
    this.actor = actor;
    this.names = new NodeNames(actor);
    this.monitors = new SharedObject(mix(actor.key, MONITORS), `node monitors of ${node.name}`, new Set());
  }

  get clockOffset(): number {
    return this.node.clockOffset;
  }

  transmit(sender: Actor, receiver: Actor, signal: Signal, cause: Task): void {
    const endpoint = this.#endpointTo(receiver);
    const sent = this.node.network.copiesMessages ? copied(signal) : signal;
    if (endpoint === undefined) forward(sender, receiver, { signal: sent, origin: sender }, cause);
    else endpoint.send({ to: receiver, signal: sent, origin: sender }, cause);
  }

  linkObject(sender: Actor, receiver: Actor): AnyObject {
    return this.#endpointTo(receiver)?.queueFor(sender, receiver).object ?? channelBetween(sender, receiver).object;
  }

  /** The endpoint to a receiver's node; `undefined` for an earlier incarnation of the own node. */
  #endpointTo(receiver: Actor): LinkEndpoint | undefined {
    const there = must(
      receiver.location instanceof Incarnation ? receiver.location : undefined,
      "a remote actor runs on another node",
    ).node;
    return this.node.links.get(there)?.endpointAt(this.node);
  }
}

/** The signal with a copy of what the program sends. */
function copied(signal: Signal): Signal {
  if (signal.kind === "message") return { ...signal, message: copyContent(signal.message) };
  if (signal.kind === "reply" || signal.kind === "answer") return { ...signal, value: copyContent(signal.value) };
  return signal;
}
