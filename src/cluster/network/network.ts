// The network of an execution: its nodes and the links between them.

import { UsageError } from "../../errors.ts";
import { SharedObject, stateOf } from "../../kernel/index.ts";
import type { Actor, Execution, Task } from "../../kernel/index.ts";
import { NodeLink } from "./link.ts";
import { NodeState } from "../node/node-state.ts";
import { startSystemActor } from "../../fault/index.ts";

/** The order in which signals from another node arrive: see `ClusterOptions`. */
export type DeliveryOrder = "nodes" | "actors";

const NETWORK = Symbol("network");
const NETWORK_KEY = 0x2e70;

/** The nodes and links exempt from faults. */
export interface FaultExemption {
  /** Nodes that never crash and whose clocks never jump. Default: none. */
  readonly nodes?: readonly string[];
  /** Links that are never cut and never refuse or drop a message: the names of the two nodes. Default: none. */
  readonly links?: readonly (readonly [string, string])[];
}

/** How a network transmits signals. */
export interface NetworkTraits {
  readonly order: DeliveryOrder;
  /** Whether the receiver of a message on another node gets a copy. */
  readonly copiesMessages: boolean;
}

/** The network of one execution. */
export class Network {
  readonly nodes: readonly NodeState[];
  readonly #byName: ReadonlyMap<string, NodeState>;
  readonly links: readonly NodeLink[];
  readonly execution: Execution;
  readonly order: DeliveryOrder;
  readonly copiesMessages: boolean;
  /** The parent of the nodes in the tree of actors. */
  readonly owner: Actor;
  /** The actor that owns the tasks of faults. */
  readonly nemesis: Actor;
  /** Touched by operations that affect several links. */
  readonly object: SharedObject<Network>;

  /** @param cause the task that starts the network */
  constructor(cause: Task, names: readonly string[], { copiesMessages, order }: NetworkTraits) {
    this.owner = cause.actor;
    this.execution = this.owner.execution;
    this.nemesis = startSystemActor(cause, "nemesis", this.owner);
    this.order = order;
    this.copiesMessages = copiesMessages;
    this.object = new SharedObject<Network>(NETWORK_KEY, "network", this);
    this.nodes = names.map((name, index) => new NodeState(this, name, index));
    this.#byName = new Map(this.nodes.map((node) => [node.name, node]));
    this.links = this.nodes.flatMap((one, index) =>
      this.nodes.slice(index + 1).map((other) => new NodeLink(one, other)),
    );
    for (const link of this.links) for (const { here, there } of link.endpoints) here.links.set(there, link);
  }

  /** @throws UsageError (`unknown-node`) */
  node(name: string): NodeState {
    const node = this.#byName.get(name);
    if (node !== undefined) return node;
    const known = this.nodes.map((each) => each.name).join(", ");
    throw new UsageError(`The cluster has no node ${JSON.stringify(name)}. Its nodes are ${known}.`, {
      code: "unknown-node",
    });
  }

  /** @throws UsageError (`unknown-node`, `not-two-nodes`) */
  link(one: string, other: string): NodeLink {
    const link = this.node(one).links.get(this.node(other));
    if (link !== undefined) return link;
    throw new UsageError(`A link connects two nodes, but got ${JSON.stringify(one)} twice. Name two nodes.`, {
      code: "not-two-nodes",
    });
  }
}

/** The network of an execution, if its program has started one. */
export function networkOf(execution: Execution): Network | undefined {
  return slotOf(execution).network;
}

/** Attaches a network to its execution. */
export function installNetwork(network: Network): void {
  slotOf(network.execution).network = network;
}

function slotOf(execution: Execution): { network: Network | undefined } {
  return stateOf(execution, NETWORK, (): { network: Network | undefined } => ({ network: undefined }));
}
