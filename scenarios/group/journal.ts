// The oracle of the Group scenarios: a journal of results, kept by the requesting actors as plain data without operations. At
// quiescence it is compared with the rows of each node; liveness is taken from the kernel, not from the system under test.

import { AssertionError } from "node:assert";

import { isAlive, self } from "heddle";
import type { Pid } from "heddle";

import type { Cluster, Entry } from "./v020/shard/entry.ts";
import type { FaithfulGroup } from "./v020/faithful-group.ts";

interface Claim {
  readonly what: "registered" | "joined";
  readonly cluster: Cluster;
  readonly key: string;
  readonly pid: Pid;
}

/** One execution's journal. Create it inside the program. */
export class GroupJournal {
  readonly #lines: string[] = [];
  readonly #claims: Claim[] = [];

  /** Records that the calling actor is registered or has joined, by its reply. */
  holds(what: Claim["what"], key: string, cluster: Cluster = null): void {
    this.write(`${self().path} is told: ${what} ${nameOf(cluster, key)}`);
    this.#claims.push({ what, cluster, key, pid: self() });
  }

  /** Records that the calling actor has released a key. */
  gaveUp(key: string, cluster: Cluster = null): void {
    const pid = self();
    this.write(`${pid.path} gives up ${nameOf(cluster, key)}`);
    const others = this.#claims.filter((claim) => claim.key !== key || claim.cluster !== cluster || claim.pid !== pid);
    this.#claims.splice(0, this.#claims.length, ...others);
  }

  /** Records a note for readers of the journal. */
  write(line: string): void {
    this.#lines.push(line);
  }

  /** At quiescence, rule GI13: each node lists all claims of living actors, and no other rows. */
  async expectTrue(...groups: readonly FaithfulGroup[]): Promise<void> {
    for (const group of groups) await this.expectNoGhosts(group);
    for (const group of groups) await this.expectComplete(group);
  }

  /** At quiescence, rule GI13, first half: each listed actor is alive and has claimed the key. */
  async expectNoGhosts(group: FaithfulGroup): Promise<void> {
    for (const { what, entry } of await rowsOf(group)) {
      const where = `${nodeText(group)}lists ${entry.pid.path} for ${nameOf(entry.cluster, entry.key)}`;
      if (!(await isAlive(entry.pid))) this.fail(`GI13: ${where}, which is dead`, this.expectNoGhosts);
      const isClaimed = this.#claims.some((claim) => claim.what === what && isOf(claim, entry));
      if (!isClaimed) this.fail(`GI13: ${where}, which has given it up`, this.expectNoGhosts);
    }
  }

  /** At quiescence, rule GI13, second half: each claim of a living actor is listed. */
  async expectComplete(group: FaithfulGroup): Promise<void> {
    const rows = await rowsOf(group);
    for (const claim of this.#claims) {
      if (!(await isAlive(claim.pid))) continue;
      if (rows.some(({ what, entry }) => claim.what === what && isOf(claim, entry))) continue;
      const { cluster, key, pid } = claim;
      this.fail(`GI13: ${nodeText(group)}does not list ${pid.path} for ${nameOf(cluster, key)}`, this.expectComplete);
    }
  }

  /** At quiescence, rule GI14: exactly one of the actors that were granted a key is alive. */
  async expectOneSurvivor(key: string): Promise<void> {
    const told = new Set(this.#claims.filter((claim) => claim.key === key).map(({ pid }) => pid));
    const alive: string[] = [];
    for (const pid of told) if (await isAlive(pid)) alive.push(pid.path);
    if (told.size === 0 || alive.length === 1) return;
    const left = alive.length === 0 ? "nobody is left" : `${alive.join(" and ")} are left`;
    this.fail(`GI14: ${left} of those who were told that ${key} is theirs`, this.expectOneSurvivor);
  }

  /**
   * Fails with a violated rule.
   * @param judge the function that found it; the error's location is its caller, so that failures of one rule at one location are
   *   one bug
   */
  fail(rule: string, judge: (...values: never[]) => unknown = this.fail): never {
    throw new AssertionError({
      message: [`${rule}.`, "The journal:", ...this.#lines.map((line) => `  ${line}`)].join("\n"),
      stackStartFn: judge,
    });
  }
}

async function rowsOf(group: FaithfulGroup): Promise<{ readonly what: Claim["what"]; readonly entry: Entry }[]> {
  return [
    ...(await group.registrations()).map((entry) => ({ what: "registered", entry }) as const),
    ...(await group.memberships()).map((entry) => ({ what: "joined", entry }) as const),
  ];
}

function isOf(claim: Claim, { cluster, key, pid }: Entry): boolean {
  return claim.cluster === cluster && claim.key === key && claim.pid === pid;
}

function nodeText({ node }: FaithfulGroup): string {
  return `${node} `;
}

function nameOf(cluster: Cluster, key: string): string {
  return cluster === null ? key : `${key} in ${cluster}`;
}
