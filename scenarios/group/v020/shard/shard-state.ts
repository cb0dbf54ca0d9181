// The state of one shard: its tables, its monitors, its peers, and its buffers of operations to send and to apply.

import { demonitor, isAlive, monitor, self } from "heddle";
import type { MonitorRef, Pid } from "heddle";

import { EventBatch } from "../events.ts";
import type { Instance, ShardTables } from "../instance.ts";
import { must } from "../must.ts";
import { Outbox } from "./outbox.ts";
import type { Lane, Peer, Replicated } from "../protocol.ts";

/** The operations of other nodes that are not yet applied. */
export interface Inbox {
  lane: Lane;
  ops: { readonly node: string; readonly op: Replicated }[];
  /** The arrival time of the first one. */
  since: number;
}

/** One running shard. */
export class Shard {
  readonly instance: Instance;
  readonly index: number;
  readonly tables: ShardTables;
  readonly pid: Pid = self();
  readonly peers: Map<string, Peer> = new Map();
  readonly events: EventBatch;
  readonly outbox: Outbox;
  readonly inbox: Inbox = { lane: "registry", ops: [], since: 0 };
  /** Whether operations were applied since the last priority turn. */
  hasApplied = false;
  readonly #watched = new Map<Pid, MonitorRef>();

  constructor(instance: Instance, index: number) {
    this.instance = instance;
    this.index = index;
    this.tables = must(instance.tables[index], "a shard has tables");
    this.events = new EventBatch(instance);
    this.outbox = new Outbox(this);
  }

  /** Monitors an actor; a dead one's DOWN arrives at once. */
  async watch(pid: Pid): Promise<void> {
    if (!this.#watched.has(pid)) this.#watched.set(pid, await monitor(pid));
  }

  /** Whether an actor of this node is alive. */
  isLocalAlive(pid: Pid): Promise<boolean> {
    return isAlive(pid);
  }

  isWatching(pid: Pid): boolean {
    return this.#watched.has(pid);
  }

  /** Demonitors an actor without rows and drops its DOWN, even if it has arrived. */
  async unwatch(pid: Pid): Promise<void> {
    const ref = this.#watched.get(pid);
    if (ref === undefined) return;
    this.#watched.delete(pid);
    await demonitor(ref);
  }

  /** Handles the DOWN of an actor. */
  forget(pid: Pid): void {
    this.#watched.delete(pid);
  }

  /** Demonitors an actor that has no row left. */
  async unwatchIfIdle(pid: Pid): Promise<void> {
    for (const rows of [this.tables.registeredByPid, this.tables.joinedByPid]) {
      if ((await rows.entries()).some(([, entry]) => entry.pid === pid)) return;
    }
    await this.unwatch(pid);
  }
}
