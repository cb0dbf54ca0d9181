// The state of a node that persists across its incarnations.

import { hashText, mix } from "../../choice/index.ts";
import { SharedObject } from "../../kernel/index.ts";
import type { Actor } from "../../kernel/index.ts";
import type { ArmedFault } from "../../fault/index.ts";
import type { NodeLink } from "../network/link.ts";
import type { Network } from "../network/network.ts";
import type { Incarnation } from "./incarnation.ts";

const NODE = 0x90de;
const VIEW = 0x90df;
const CLOCK = 0x90e0;

/** A node of the network. */
export class NodeState {
  readonly network: Network;
  /** Unique in the cluster. */
  readonly name: string;
  /** The order in which the nodes were declared, from 0. */
  readonly index: number;
  /** Touched by operations that start or end the node, and by spawning on it from outside. */
  readonly object: SharedObject<NodeState>;
  /** Touched by operations that change or read which nodes it considers connected. */
  readonly view: SharedObject;
  readonly clock: SharedObject;
  /** By the node at the other end. */
  readonly links: Map<NodeState, NodeLink> = new Map();
  clockOffset = 0;
  /** Whether it is exempt from faults. */
  isExempt = false;
  /** The running incarnation; `undefined` while the node is down. */
  incarnationState: Incarnation | undefined = undefined;
  incarnation = 0;
  /** The code that it runs when it starts. */
  boot: (() => unknown) | undefined = undefined;
  /** The faults that may crash it. */
  armedFaults: readonly ArmedFault<NodeState>[] = [];
  /** The actor of its first incarnation, which represents the node as a source of signals permanently. */
  origin: Actor | undefined = undefined;

  constructor(network: Network, name: string, index: number) {
    this.network = network;
    this.name = name;
    this.index = index;
    const key = hashText(name);
    this.object = new SharedObject<NodeState>(mix(key, NODE), `node ${name}`, this);
    this.view = new SharedObject(mix(key, VIEW), `view of ${name}`, undefined);
    this.clock = new SharedObject(mix(key, CLOCK), `clock of ${name}`, undefined);
  }

  get isUp(): boolean {
    return this.incarnationState !== undefined;
  }
}
