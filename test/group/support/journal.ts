// A journal of operations and results, recorded by the actors that perform them: the expected rows of a group, derived without
// reading its tables.

import type { Pid } from "heddle";

/** A row that an actor has requested and not removed. */
export interface Intent {
  readonly meta: { readonly v: number };
  /** Whether the request was confirmed and no concurrent operation can have undone it. */
  readonly isSure: boolean;
  /** The time of the reply. */
  readonly at: number;
}

/** The rows and messages of one actor. */
export interface ActorRecord {
  readonly pid: Pid;
  readonly node: string;
  readonly claims: Map<string, Intent>;
  readonly memberships: Map<string, Intent>;
  /** The dispatched messages it has received. */
  readonly received: unknown[];
}

/** The interval in which a node leaves a cluster, or an actor unregisters a key. */
interface Leaving {
  readonly node: string;
  readonly from: number;
  until: number;
}

/** A full key: the cluster and the key. */
export function fullKeyOf(cluster: string | undefined, key: string): string {
  return `${cluster ?? ""}|${key}`;
}

/** The cluster of a full key. */
export function clusterOf(fullKey: string): string | undefined {
  const cluster = fullKey.slice(0, fullKey.indexOf("|"));
  return cluster === "" ? undefined : cluster;
}

/** The journal of one execution. */
export class Journal {
  readonly records: ActorRecord[] = [];
  /** All actors that have requested a registration, by full key. */
  readonly #claimants = new Map<string, Set<Pid>>();
  /** The number of pending registrations, by full key. */
  readonly #open = new Map<string, number>();
  readonly #leavings: Leaving[] = [];
  /** The full keys that an actor has released. */
  readonly released: Set<string> = new Set();
  readonly #unregistrations: (Leaving & { readonly fullKey: string })[] = [];
  #now = 0;

  /** Adds an actor. */
  open(pid: Pid, node: string): ActorRecord {
    const record: ActorRecord = { pid, node, claims: new Map(), memberships: new Map(), received: [] };
    this.records.push(record);
    return record;
  }

  tick(): number {
    this.#now += 1;
    return this.#now;
  }

  /** Records a request for a registration. */
  claim(fullKey: string, pid: Pid): void {
    const pids = this.#claimants.get(fullKey) ?? new Set();
    this.#claimants.set(fullKey, pids.add(pid));
    this.#open.set(fullKey, (this.#open.get(fullKey) ?? 0) + 1);
  }

  /** Records the reply to a request for a registration. */
  answer(fullKey: string): void {
    this.#open.set(fullKey, (this.#open.get(fullKey) ?? 0) - 1);
  }

  /** Whether a registration has no reply: it may have been granted. */
  hasUnanswered(fullKey: string): boolean {
    return (this.#open.get(fullKey) ?? 0) > 0;
  }

  /** Whether another actor has ever requested the key. */
  hasRival(fullKey: string, pid: Pid): boolean {
    return [...(this.#claimants.get(fullKey) ?? [])].some((other) => other !== pid);
  }

  /** Records that a request made at `since` was granted. */
  grant({ claims, memberships, node }: ActorRecord, what: "claims" | "memberships", row: Granted): void {
    const { meta, fullKey, since } = row;
    const isSure =
      row.isSure &&
      !this.#mayHaveLeft(node, fullKey, since) &&
      !(what === "claims" && this.#mayBeUnregistered(node, fullKey, since));
    const at = this.tick();
    (what === "claims" ? claims : memberships).set(fullKey, { meta, isSure, at });
  }

  /** Records an unregister that was requested at `since`: it removes the key from any holder on the node. */
  unregistered({ node }: ActorRecord, { isSure, fullKey, since }: Unregistered): void {
    this.released.add(fullKey);
    this.#unregistrations.push({ node, fullKey, from: since, until: isSure ? this.tick() : Number.POSITIVE_INFINITY });
    for (const other of this.records) {
      const intent = other.claims.get(fullKey);
      if (intent === undefined || other.node !== node) continue;
      if (isSure && intent.isSure && intent.at < since) other.claims.delete(fullKey);
      else other.claims.set(fullKey, { ...intent, isSure: false });
    }
  }

  /** Records that a node starts to leave a cluster. @returns a function to call when it has left */
  leaving(node: string, cluster: string): () => void {
    const leaving: Leaving = { node, from: this.tick(), until: Number.POSITIVE_INFINITY };
    this.#leavings.push(leaving);
    return () => {
      leaving.until = this.tick();
      for (const record of this.records) {
        if (record.node !== node) continue;
        for (const rows of [record.claims, record.memberships]) {
          for (const [fullKey, intent] of rows) {
            if (clusterOf(fullKey) !== cluster) continue;
            this.released.add(fullKey);
            if (intent.at < leaving.from) rows.delete(fullKey);
            else rows.set(fullKey, { ...intent, isSure: false });
          }
        }
      }
    };
  }

  #mayBeUnregistered(node: string, fullKey: string, since: number): boolean {
    return this.#unregistrations.some((each) => each.node === node && each.fullKey === fullKey && each.until > since);
  }

  #mayHaveLeft(node: string, fullKey: string, since: number): boolean {
    return clusterOf(fullKey) !== undefined && this.#leavings.some((each) => each.node === node && each.until > since);
  }
}

interface Granted {
  readonly fullKey: string;
  readonly meta: { readonly v: number };
  readonly since: number;
  readonly isSure: boolean;
}

interface Unregistered {
  readonly fullKey: string;
  readonly since: number;
  readonly isSure: boolean;
}
