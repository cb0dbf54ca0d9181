// The rows of which this node is the origin: written by local requests, monitored, and removed when their actors end.

import { actorOf, demonitorNow, monitorNow, now, requireTask } from "../../kernel/index.ts";
import type { ExitReason, MonitorRef } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { ChangeSet } from "./change-set.ts";
import type { ShardContext } from "./shard-context.ts";
import { isSameMeta } from "../tables/meta.ts";
import type { Death, Write, Written } from "../replication/messages.ts";
import type { GroupClaim, GroupRow } from "../tables/row.ts";
import type { OutgoingBuffer } from "../replication/outgoing-buffer.ts";

const OK: Written = { kind: "ok" };

/** The own rows of one shard. */
export class LocalRows {
  readonly #context: ShardContext;
  readonly #outgoing: OutgoingBuffer;
  readonly #refs = new Map<Pid, MonitorRef>();
  readonly #pids = new Map<MonitorRef, Pid>();

  constructor(context: ShardContext, outgoing: OutgoingBuffer) {
    this.#context = context;
    this.#outgoing = outgoing;
  }

  /** Performs a write for a living actor. */
  write({ cluster, key, meta, op }: Write, pid: Pid, changeSet: ChangeSet): Written {
    const { own, view } = this.#context.tables;
    switch (op) {
      case "register":
        return this.#register({ kind: "claim", cluster, key, pid, meta, node: this.#node, time: 0 }, changeSet);
      case "unregister": {
        const claim = view.claim(cluster, key);
        if (claim === undefined) return { kind: "notRegistered" };
        if (claim.node !== this.#node) return { kind: "notOwner" };
        this.remove(claim, "unregister", changeSet);
        return OK;
      }
      case "join": {
        const known = own.membership(cluster, key, pid);
        if (known === undefined || !isSameMeta(known.meta, meta)) {
          this.#put({ kind: "membership", cluster, key, pid, meta, node: this.#node }, changeSet);
        }
        return OK;
      }
      case "leave": {
        const membership = own.membership(cluster, key, pid);
        if (membership === undefined) return { kind: "notInGroup" };
        this.remove(membership, "leave", changeSet);
        return OK;
      }
    }
  }

  /** Removes a row and replicates the removal. */
  remove(row: GroupRow, reason: ExitReason, changeSet: ChangeSet): void {
    this.#context.tables.remove(row, reason, changeSet);
    this.#outgoing.add({ kind: "remove", row, reason });
    this.demonitorIfUnused(row.pid);
  }

  /** Removes the monitor of an actor without rows. */
  demonitorIfUnused(pid: Pid): void {
    const ref = this.#refs.get(pid);
    if (ref === undefined || this.#context.tables.own.has(pid)) return;
    this.#refs.delete(pid);
    this.#pids.delete(ref);
    demonitorNow(ref, requireTask());
  }

  /** Monitors all actors that have rows, when the server starts, possibly after a predecessor. */
  monitorAll(): void {
    for (const pid of this.#context.tables.own.pids) this.#monitor(pid);
  }

  /** Whether a monitor is one of these. */
  isMonitoring(ref: MonitorRef): boolean {
    return this.#pids.has(ref);
  }

  /** Removes all rows of actors that have ended. @returns the rows */
  removeRowsOf(deaths: readonly Death[], changeSet: ChangeSet): readonly GroupRow[] {
    const { tables } = this.#context;
    const deadRows = deaths.map(({ pid, reason }) => ({ reason, rows: tables.own.rowsOf(pid) }));
    for (const kind of ["claim", "membership"] as const) {
      for (const { reason, rows } of deadRows) {
        for (const row of rows) if (row.kind === kind) tables.remove(row, reason, changeSet);
      }
    }
    for (const { pid } of deaths) this.demonitorIfUnused(pid);
    return deadRows.flatMap(({ rows }) => rows);
  }

  get #node(): string {
    return this.#context.instance.node;
  }

  #register(claim: GroupClaim, changeSet: ChangeSet): Written {
    const { tables } = this.#context;
    const { cluster, key, pid } = claim;
    let holder = tables.view.claim(cluster, key);
    if (holder !== undefined && holder.pid !== pid && holder.node === this.#node) {
      const end = this.#context.endOf(holder.pid);
      if (end !== undefined) {
        // Its DOWN will arrive later. Another node's claim may have been hidden behind this one.
        this.remove(holder, end, changeSet);
        holder = tables.view.claim(cluster, key);
      }
    }
    if (holder === undefined) this.#put({ ...claim, time: Math.max(now(), tables.latest + 1) }, changeSet);
    else if (holder.pid !== pid) return { kind: "taken" };
    else if (!isSameMeta(holder.meta, claim.meta)) this.#put({ ...claim, time: holder.time }, changeSet);
    return OK;
  }

  #put(row: GroupRow, changeSet: ChangeSet): void {
    this.#context.tables.put(row, changeSet);
    this.#monitor(row.pid);
    this.#outgoing.add({ kind: "put", row });
  }

  #monitor(pid: Pid): void {
    if (this.#refs.has(pid)) return;
    const ref = monitorNow(actorOf(pid), requireTask());
    this.#refs.set(pid, ref);
    this.#pids.set(ref, pid);
  }
}
