// The buffer of a shard's changes to its own rows, so that many are sent to its peers in one message.

import { messageLater, now, stopTimer } from "../../kernel/index.ts";
import type { Task } from "../../kernel/index.ts";
import type { Instance } from "../instance/instance.ts";
import type { Op } from "./messages.ts";
import type { Peers } from "./peers.ts";

/** The outgoing buffer of one shard. */
export class OutgoingBuffer {
  readonly #size: number;
  readonly #interval: number;
  readonly #peers: Peers;
  #ops: Op[] = [];
  #since = 0;
  #timer: Task | undefined = undefined;

  constructor({ config }: Instance, peers: Peers) {
    this.#size = config.replicatedSenderBufferSize;
    this.#interval = config.replicatedSenderFlushInterval;
    this.#peers = peers;
  }

  /** Adds a change. Without a peer it is dropped: a new peer is sent all rows. */
  add(op: Op): void {
    if (!this.#peers.hasAny) return;
    this.#ops.push(op);
    if (this.#ops.length >= this.#size || this.#interval === 0) {
      this.flush();
      return;
    }
    if (this.#ops.length === 1) {
      this.#since = now();
      this.#timer = messageLater({ kind: "due", buffer: "sender" }, { label: "sender", delay: this.#interval });
    } else if (now() - this.#since >= this.#interval) this.flush();
  }

  /** Sends all buffered changes to the peers. */
  flush(): void {
    if (this.#ops.length === 0) return;
    const ops = this.#ops;
    this.#ops = [];
    if (this.#timer !== undefined) stopTimer(this.#timer);
    this.#peers.sendOps(ops);
  }
}
