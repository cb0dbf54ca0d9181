// The visible rows of one shard: one claim per key, and the members of all origins.

import type { Pid } from "../../trace/index.ts";
import { isPrefix, prefixesOf } from "./shard-key.ts";
import type { ClusterName } from "./shard-key.ts";
import type { GroupClaim, Membership } from "./row.ts";

/** The visible rows of one cluster. */
interface Section {
  readonly claims: Map<string, GroupClaim>;
  readonly groups: Map<string, Map<Pid, Membership>>;
  /** The keys with members under each prefix. */
  readonly prefixes: Map<string, Set<string>>;
}

/** The visible rows of one shard. */
export class View {
  readonly #sections = new Map<ClusterName, Section>();

  claim(cluster: ClusterName, key: string): GroupClaim | undefined {
    return this.#sections.get(cluster)?.claims.get(key);
  }

  claims(cluster: ClusterName): Iterable<GroupClaim> {
    return this.#sections.get(cluster)?.claims.values() ?? [];
  }

  claimCount(cluster: ClusterName): number {
    return this.#sections.get(cluster)?.claims.size ?? 0;
  }

  membership(cluster: ClusterName, key: string, pid: Pid): Membership | undefined {
    return this.#sections.get(cluster)?.groups.get(key)?.get(pid);
  }

  /** The members of a key, or of all keys with a prefix. */
  members(cluster: ClusterName, keyOrPrefix: string): readonly Membership[] {
    const section = this.#sections.get(cluster);
    if (section === undefined) return [];
    const keys = isPrefix(keyOrPrefix) ? (section.prefixes.get(keyOrPrefix) ?? []) : [keyOrPrefix];
    return [...keys].flatMap((key) => [...(section.groups.get(key)?.values() ?? [])]);
  }

  setClaim(claim: GroupClaim): void {
    this.#section(claim.cluster).claims.set(claim.key, claim);
  }

  deleteClaim({ cluster, key }: GroupClaim): void {
    this.#section(cluster).claims.delete(key);
    this.#deleteIfEmpty(cluster);
  }

  setMembership(membership: Membership): void {
    const { groups, prefixes } = this.#section(membership.cluster);
    const { key } = membership;
    const group = groups.get(key);
    if (group !== undefined) {
      group.set(membership.pid, membership);
      return;
    }
    groups.set(key, new Map([[membership.pid, membership]]));
    for (const prefix of prefixesOf(key)) {
      const keys = prefixes.get(prefix);
      if (keys === undefined) prefixes.set(prefix, new Set([key]));
      else keys.add(key);
    }
  }

  deleteMembership({ cluster, key, pid }: Membership): void {
    const { groups, prefixes } = this.#section(cluster);
    const group = groups.get(key);
    group?.delete(pid);
    if (group?.size === 0) {
      groups.delete(key);
      for (const prefix of prefixesOf(key)) {
        const keys = prefixes.get(prefix);
        keys?.delete(key);
        if (keys?.size === 0) prefixes.delete(prefix);
      }
    }
    this.#deleteIfEmpty(cluster);
  }

  #deleteIfEmpty(cluster: ClusterName): void {
    const { claims, groups } = this.#section(cluster);
    if (claims.size === 0 && groups.size === 0) this.#sections.delete(cluster);
  }

  #section(cluster: ClusterName): Section {
    let section = this.#sections.get(cluster);
    if (section === undefined) {
      section = { claims: new Map(), groups: new Map(), prefixes: new Map() };
      this.#sections.set(cluster, section);
    }
    return section;
  }
}
