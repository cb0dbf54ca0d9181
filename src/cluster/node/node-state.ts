// What the network knows of one node through all its incarnations.

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

/** One node. */
export class NodeState {
  readonly network: Network;
  readonly name: string;
  readonly index: number;
  /** Touched by what starts or ends the node, and by spawning on it from outside. */
  readonly object: SharedObject<NodeState>;
  /** Touched by what it takes for connected, and by whoever asks for that. */
  readonly view: SharedObject;
  readonly clock: SharedObject;
  /** By the node at the other end. */
  readonly links: Map<NodeState, NodeLink> = new Map();
  clockOffset = 0;
  /** Whether faults do not strike it. */
  isExempt = false;
  /** The running incarnation; none while the node is down. */
  incarnationState: Incarnation | undefined = undefined;
  incarnation = 0;
  /** What runs on it when it starts. */
  boot: (() => unknown) | undefined = undefined;
  /** What may end it. */
  armedFaults: readonly ArmedFault<NodeState>[] = [];
  /** The actor that stands for its first incarnation, and for the node as a source of signals ever after. */
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
