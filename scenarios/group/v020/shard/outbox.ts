// Messages of a shard to other nodes: operations are buffered in one of two lanes, and sent when the buffer is full, when they
// are old, or before any message that must not overtake them. The receivers are determined at the time of sending.

import { now, send } from "heddle";

import type { Cluster } from "./entry.ts";
import { shardName } from "../instance.ts";
import type { Instance } from "../instance.ts";
import { DEFAULT, nodesOf } from "../membership/membership.ts";
import { sendAcross, sendAndConnect } from "../membership/nodes.ts";
import type { Batch, Control, Lane, Peer, Replicated } from "../protocol.ts";

/** The shard that an outbox belongs to. */
interface Sender {
  readonly instance: Instance;
  readonly index: number;
  readonly peers: Map<string, Peer>;
}

/** The buffers of one shard. Adding to one lane sends the other, so that only one holds anything. */
export class Outbox {
  readonly #shard: Sender;
  #lane: Lane = "registry";
  #ops: Replicated[] = [];
  #since = 0;

  constructor(shard: Sender) {
    this.#shard = shard;
  }

  /** The time at which the buffer must be sent; infinite if it is empty. */
  get deadline(): number {
    const { senderInterval } = this.#shard.instance.settings;
    return this.#ops.length === 0 ? Number.POSITIVE_INFINITY : this.#since + senderInterval;
  }

  /** Adds an operation of this node. */
  async add(op: Replicated): Promise<void> {
    const lane = op.op === "register" || op.op === "unregister" ? "registry" : "pg";
    if (lane !== this.#lane) await this.flush();
    this.#lane = lane;
    if (this.#ops.length === 0) this.#since = now();
    this.#ops.push(op);
    if (this.#ops.length >= this.#shard.instance.settings.senderBuffer || now() >= this.deadline) await this.flush();
  }

  /** Sends the buffer, filtered for each node. */
  async flush(): Promise<void> {
    const ops = this.#ops;
    this.#ops = [];
    const batches = new Map<string, Replicated[]>();
    for (const cluster of new Set(ops.map(({ entry }) => entry.cluster))) {
      const some = ops.filter(({ entry }) => entry.cluster === cluster);
      for (const node of await this.targets(cluster)) batches.set(node, [...(batches.get(node) ?? []), ...some]);
    }
    const { node: own } = this.#shard.instance;
    for (const [node, some] of batches) {
      await this.#post(node, { kind: "batch", node: own, lane: this.#lane, ops: some });
    }
  }

  /** The nodes that receive the changes of a cluster. */
  async targets(cluster: Cluster): Promise<string[]> {
    const { instance, peers } = this.#shard;
    if (cluster === DEFAULT) return [...peers.keys()];
    const nodes = await nodesOf(instance, cluster);
    const { settings } = instance;
    const isByPeers = settings.has("route-by-shard") || settings.has("refusal-is-a-barrier");
    const isRouted = (node: string): boolean => !isByPeers || peers.has(node);
    return nodes.filter((node) => node !== instance.node && isRouted(node));
  }

  /** Sends deaths after the buffer, and unlike other messages: v0.2.0 forgot this one when it changed sends not to block. */
  async deaths(node: string, message: Control): Promise<void> {
    const { index, instance } = this.#shard;
    await this.flush();
    await sendAndConnect(shardName(instance, index), node, message);
  }

  /** Sends a control message after the buffer. */
  async control(node: string, message: Control): Promise<void> {
    await this.flush();
    await this.#post(node, message);
  }

  async #post(node: string, message: Batch | Control): Promise<void> {
    const { index, instance, peers } = this.#shard;
    const how = await sendAcross(shardName(instance, index), node, message);
    if (how === "sent") return;
    // The send of v0.2.0 does not distinguish a busy link from one that is down.
    if (how === "disconnected" && instance.settings.has("refusal-of-the-connected")) return;
    if (instance.settings.has("refusal-is-a-barrier")) peers.delete(node);
    if (instance.reconnector !== undefined) await send(instance.reconnector, { kind: "refused", node });
  }
}
