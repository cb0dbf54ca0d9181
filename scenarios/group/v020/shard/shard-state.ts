// What one shard has: its tables, whom it watches, its peers, and what it has gathered to send and to apply.

import { demonitor, isAlive, monitor, self } from "heddle";
import type { MonitorRef, Pid } from "heddle";

import { EventBatch } from "../events.ts";
import type { Instance, ShardTables } from "../instance.ts";
import { must } from "../must.ts";
import { Outbox } from "./outbox.ts";
import type { Lane, Peer, Replicated } from "../protocol.ts";

/** The operations of other nodes that are not applied yet. */
export interface Inbox {
  lane: Lane;
  ops: { readonly node: string; readonly op: Replicated }[];
  /** When the first of them came. */
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

  /** Hears of an actor's death from now on; of a dead one's at once. */
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

  /** An actor has nothing here any more: its down is of no interest, even if it has come. */
  async unwatch(pid: Pid): Promise<void> {
    const ref = this.#watched.get(pid);
    if (ref === undefined) return;
    this.#watched.delete(pid);
    await demonitor(ref);
  }

  /** An actor's down has come. */
  forget(pid: Pid): void {
    this.#watched.delete(pid);
  }

  /** Stops watching an actor that has no row left. */
  async unwatchIfIdle(pid: Pid): Promise<void> {
    for (const rows of [this.tables.registeredByPid, this.tables.joinedByPid]) {
      if ((await rows.entries()).some(([, entry]) => entry.pid === pid)) return;
    }
    await this.unwatch(pid);
  }
}
