// What one origin owns, as one shard knows it: at the origin itself the truth, elsewhere a copy.

import type { Pid } from "../../trace/index.ts";
import type { ClusterName } from "./shard-key.ts";
import type { GroupClaim, Membership, GroupRow } from "./row.ts";

/** The rows of one cluster. */
interface Section {
  readonly claims: Map<string, GroupClaim>;
  readonly memberships: Map<string, Map<Pid, Membership>>;
}

/** The rows of one origin, by cluster and key, and by pid. */
export class Replica {
  readonly #sections = new Map<ClusterName, Section>();
  readonly #ofPids = new Map<Pid, Set<GroupRow>>();

  get clusters(): readonly ClusterName[] {
    return [...this.#sections.keys()];
  }

  claim(cluster: ClusterName, key: string): GroupClaim | undefined {
    return this.#sections.get(cluster)?.claims.get(key);
  }

  membership(cluster: ClusterName, key: string, pid: Pid): Membership | undefined {
    return this.#sections.get(cluster)?.memberships.get(key)?.get(pid);
  }

  claimsIn(cluster: ClusterName): readonly GroupClaim[] {
    return [...(this.#sections.get(cluster)?.claims.values() ?? [])];
  }

  membershipsIn(cluster: ClusterName): readonly Membership[] {
    return [...(this.#sections.get(cluster)?.memberships.values() ?? [])].flatMap((group) => [...group.values()]);
  }

  /** All rows of a cluster, claims first. */
  rowsIn(cluster: ClusterName): readonly GroupRow[] {
    return [...this.claimsIn(cluster), ...this.membershipsIn(cluster)];
  }

  /** All rows of a pid, claims first. */
  rowsOf(pid: Pid): readonly GroupRow[] {
    const rows = [...(this.#ofPids.get(pid) ?? [])];
    return [...rows.filter(({ kind }) => kind === "claim"), ...rows.filter(({ kind }) => kind === "membership")];
  }

  has(pid: Pid): boolean {
    return this.#ofPids.has(pid);
  }

  get pids(): readonly Pid[] {
    return [...this.#ofPids.keys()];
  }

  hasRowsIn(cluster: ClusterName): boolean {
    return this.#sections.has(cluster);
  }

  /** Adds a row in the place of the one that it replaces. */
  put(row: GroupRow): void {
    const section = this.#section(row.cluster);
    if (row.kind === "claim") {
      this.#forget(section.claims.get(row.key));
      section.claims.set(row.key, row);
    } else {
      let group = section.memberships.get(row.key);
      if (group === undefined) {
        group = new Map();
        section.memberships.set(row.key, group);
      }
      this.#forget(group.get(row.pid));
      group.set(row.pid, row);
    }
    let rows = this.#ofPids.get(row.pid);
    if (rows === undefined) {
      rows = new Set();
      this.#ofPids.set(row.pid, rows);
    }
    rows.add(row);
  }

  /** Removes a row that it has. */
  remove(row: GroupRow): void {
    const section = this.#section(row.cluster);
    this.#forget(row);
    if (row.kind === "claim") section.claims.delete(row.key);
    else {
      const group = section.memberships.get(row.key);
      group?.delete(row.pid);
      if (group?.size === 0) section.memberships.delete(row.key);
    }
    if (section.claims.size === 0 && section.memberships.size === 0) this.#sections.delete(row.cluster);
  }

  #forget(row: GroupRow | undefined): void {
    if (row === undefined) return;
    const rows = this.#ofPids.get(row.pid);
    rows?.delete(row);
    if (rows?.size === 0) this.#ofPids.delete(row.pid);
  }

  #section(cluster: ClusterName): Section {
    let section = this.#sections.get(cluster);
    if (section === undefined) {
      section = { claims: new Map(), memberships: new Map() };
      this.#sections.set(cluster, section);
    }
    return section;
  }
}
