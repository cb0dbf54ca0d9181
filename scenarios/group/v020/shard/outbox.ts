// What a shard tells the other nodes: operations are gathered in one of two lanes, and sent when there are enough, when they
// are old, or before anything that must not overtake them. Who gets them is decided when they are sent.

import { now, send } from "heddle";

import type { Cluster } from "./entry.ts";
import { shardName } from "../instance.ts";
import { DEFAULT, nodesOf } from "../membership/membership.ts";
import { sendAcross, sendAndConnect } from "../membership/nodes.ts";
import type { Batch, Control, Lane, Replicated } from "../protocol.ts";
import type { Shard } from "./shard-state.ts";

/** The buffers of one shard. Adding to one lane sends the other, so that only one holds anything. */
export class Outbox {
  readonly #shard: Shard;
  #lane: Lane = "registry";
  #ops: Replicated[] = [];
  #since = 0;

  constructor(shard: Shard) {
    this.#shard = shard;
  }

  /** When what is gathered must be sent; infinite without any. */
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

  /** Sends what is gathered, each node what concerns it. */
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

  /** The nodes that hear what happens in a cluster. */
  async targets(cluster: Cluster): Promise<string[]> {
    const { instance, peers } = this.#shard;
    if (cluster === DEFAULT) return [...peers.keys()];
    const nodes = await nodesOf(instance, cluster);
    const { settings } = instance;
    const isByPeers = settings.has("route-by-shard") || settings.has("refusal-is-a-barrier");
    const isRouted = (node: string): boolean => !isByPeers || peers.has(node);
    return nodes.filter((node) => node !== instance.node && isRouted(node));
  }

  /** Sends word of deaths, after what is gathered, and as no other message: v0.2.0 forgot this one when it made sends careful. */
  async deaths(node: string, message: Control): Promise<void> {
    const { index, instance } = this.#shard;
    await this.flush();
    await sendAndConnect(shardName(instance, index), node, message);
  }

  /** Sends a control message, after what is gathered. */
  async control(node: string, message: Control): Promise<void> {
    await this.flush();
    await this.#post(node, message);
  }

  async #post(node: string, message: Batch | Control): Promise<void> {
    const { index, instance, peers } = this.#shard;
    const how = await sendAcross(shardName(instance, index), node, message);
    if (how === "sent") return;
    // The send of v0.2.0 does not tell a link that is busy from one that is down.
    if (how === "disconnected" && instance.settings.has("refusal-of-the-connected")) return;
    if (instance.settings.has("refusal-is-a-barrier")) peers.delete(node);
    if (instance.reconnector !== undefined) await send(instance.reconnector, { kind: "refused", node });
  }
}
