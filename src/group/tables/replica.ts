// The rows of one origin in one shard: the original on the origin itself, a copy elsewhere.

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
  readonly #byPid = new Map<Pid, Set<GroupRow>>();

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
    const rows = [...(this.#byPid.get(pid) ?? [])];
    return [...rows.filter(({ kind }) => kind === "claim"), ...rows.filter(({ kind }) => kind === "membership")];
  }

  has(pid: Pid): boolean {
    return this.#byPid.has(pid);
  }

  get pids(): readonly Pid[] {
    return [...this.#byPid.keys()];
  }

  hasRowsIn(cluster: ClusterName): boolean {
    return this.#sections.has(cluster);
  }

  /** Adds a row, replacing the one under the same key (and pid, for a membership). */
  put(row: GroupRow): void {
    const section = this.#section(row.cluster);
    if (row.kind === "claim") {
      this.#unindex(section.claims.get(row.key));
      section.claims.set(row.key, row);
    } else {
      let group = section.memberships.get(row.key);
      if (group === undefined) {
        group = new Map();
        section.memberships.set(row.key, group);
      }
      this.#unindex(group.get(row.pid));
      group.set(row.pid, row);
    }
    let rows = this.#byPid.get(row.pid);
    if (rows === undefined) {
      rows = new Set();
      this.#byPid.set(row.pid, rows);
    }
    rows.add(row);
  }

  /** Removes an existing row. */
  remove(row: GroupRow): void {
    const section = this.#section(row.cluster);
    this.#unindex(row);
    if (row.kind === "claim") section.claims.delete(row.key);
    else {
      const group = section.memberships.get(row.key);
      group?.delete(row.pid);
      if (group?.size === 0) section.memberships.delete(row.key);
    }
    if (section.claims.size === 0 && section.memberships.size === 0) this.#sections.delete(row.cluster);
  }

  #unindex(row: GroupRow | undefined): void {
    if (row === undefined) return;
    const rows = this.#byPid.get(row.pid);
    rows?.delete(row);
    if (rows?.size === 0) this.#byPid.delete(row.pid);
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
