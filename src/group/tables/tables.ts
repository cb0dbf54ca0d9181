// The tables of one shard on one node. They outlive the shard's server: a restarted server continues with them.

import { hashText, mix } from "../../choice/index.ts";
import { SharedObject } from "../../kernel/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { GoneReason } from "./event.ts";
import { shardKeyOf } from "./shard-key.ts";
import type { ClusterName } from "./shard-key.ts";
import { Replica } from "./replica.ts";
import { ranksAbove } from "./row.ts";
import type { ChangeSink, GroupClaim, GroupRow, Membership } from "./row.ts";
import { View } from "./view.ts";

/** The rows by origin, and the visible ones among them. */
export class Tables {
  /** The node that they are on. */
  readonly node: string;
  /** Written by each turn that changes a row; read by operations on more than one key. */
  readonly object: SharedObject;
  readonly own: Replica = new Replica();
  readonly peers: Map<string, Replica> = new Map();
  readonly view: View = new View();
  /** The named clusters that the shard is in, each with the epoch of this node's connection to it. */
  readonly epochs: Map<string, number> = new Map();
  /** The latest time of a claim of another node. */
  latest: number = Number.NEGATIVE_INFINITY;
  /** The peers: the server of the same shard on each other node, as last known. */
  readonly servers: Map<string, Pid> = new Map();
  /** The losers of conflicts, each with the time until which it may live on. */
  readonly losers: Map<Pid, number> = new Map();
  readonly #slots = new Map<string, SharedObject>();

  constructor(node: string, key: number, label: string) {
    this.node = node;
    this.object = new SharedObject(key, label, undefined);
  }

  /** The object that operations on one key touch. */
  slotOf(cluster: ClusterName, key: string): SharedObject {
    const shardKey = shardKeyOf(cluster, key);
    let slot = this.#slots.get(shardKey);
    if (slot === undefined) {
      slot = new SharedObject(mix(this.object.key, hashText(shardKey)), `${this.object.label}[${key}]`, undefined);
      this.#slots.set(shardKey, slot);
    }
    return slot;
  }

  /** The rows of an origin. */
  replicaOf(node: string): Replica {
    if (node === this.node) return this.own;
    let replica = this.peers.get(node);
    if (replica === undefined) {
      replica = new Replica();
      this.peers.set(node, replica);
    }
    return replica;
  }

  /** Adds a row, replacing the one of the same actor or, for a claim, of the same origin. */
  put(row: GroupRow, changes: ChangeSink): void {
    this.replicaOf(row.node).put(row);
    if (row.kind === "claim") {
      if (row.node !== this.node) this.latest = Math.max(this.latest, row.time);
      this.#project(row.cluster, row.key, "resolveConflict", changes);
      return;
    }
    const previous = this.view.membership(row.cluster, row.key, row.pid);
    this.view.setMembership(row);
    changes.put(row, previous?.meta);
  }

  /** Removes a row of its origin. */
  remove(row: GroupRow, reason: GoneReason, changes: ChangeSink): void {
    this.replicaOf(row.node).remove(row);
    if (row.kind === "claim") {
      this.#project(row.cluster, row.key, reason, changes);
      return;
    }
    this.view.deleteMembership(row);
    changes.removed(row, reason);
  }

  /** Removes all rows of a list, claims before memberships. */
  removeAll(rows: readonly GroupRow[], reason: GoneReason, changes: ChangeSink): void {
    for (const row of rows) if (row.kind === "claim") this.remove(row, reason, changes);
    for (const row of rows) if (row.kind === "membership") this.remove(row, reason, changes);
  }

  /** Replaces the rows of an origin in a cluster by those of a snapshot. */
  replace(node: string, cluster: ClusterName, rows: readonly GroupRow[], changes: ChangeSink): void {
    const replica = this.replicaOf(node);
    const claims = new Map<string, GroupClaim>();
    const memberships = new Map<string, Map<Pid, Membership>>();
    for (const row of rows) {
      if (row.kind === "claim") claims.set(row.key, row);
      else memberships.set(row.key, (memberships.get(row.key) ?? new Map()).set(row.pid, row));
    }
    for (const claim of replica.claimsIn(cluster)) {
      if (!claims.has(claim.key)) this.remove(claim, "resync", changes);
    }
    for (const claim of claims.values()) this.put(claim, changes);
    for (const membership of replica.membershipsIn(cluster)) {
      if (memberships.get(membership.key)?.has(membership.pid) !== true) this.remove(membership, "resync", changes);
    }
    for (const row of rows) if (row.kind === "membership") this.put(row, changes);
  }

  /** Removes all rows of a cluster, of every origin, when this node leaves it. */
  purge(cluster: ClusterName, changes: ChangeSink): void {
    // Those of other origins first, so that none of them becomes visible in place of an own one.
    const rows = [...this.peers.values(), this.own].flatMap((replica) => replica.rowsIn(cluster));
    const isHidden = (row: GroupRow): boolean => row.kind === "claim" && this.view.claim(cluster, row.key) !== row;
    const hidden = new Set(rows.filter(isHidden));
    this.removeAll([...hidden], "clusterDisconnect", changes);
    this.removeAll(
      rows.filter((row) => !hidden.has(row)),
      "clusterDisconnect",
      changes,
    );
  }

  /** Updates the visible claim of a key: the claim of this node if there is one, else that of the highest rank. */
  #project(cluster: ClusterName, key: string, reason: GoneReason, changes: ChangeSink): void {
    const shown = this.view.claim(cluster, key);
    let best = this.own.claim(cluster, key);
    if (best === undefined) {
      for (const replica of this.peers.values()) {
        const claim = replica.claim(cluster, key);
        if (claim !== undefined && (best === undefined || ranksAbove(claim, best))) best = claim;
      }
    }
    if (best === shown) return;
    if (best === undefined) {
      if (shown !== undefined) this.view.deleteClaim(shown);
    } else this.view.setClaim(best);
    if (shown !== undefined && shown.pid !== best?.pid) changes.removed(shown, reason);
    if (best !== undefined) changes.put(best, shown?.pid === best.pid ? shown.meta : undefined);
  }
}
