// What really happened, written down by those who did it: the oracle for what a group shows. It never looks into a table.

import type { Pid } from "heddle";

/** A row that a process has asked for and not given up. */
export interface Intent {
  readonly meta: { readonly v: number };
  /** Whether it was answered, and nothing that overlapped it can have undone it. */
  readonly isSure: boolean;
  /** When it was answered. */
  readonly at: number;
}

/** What one process has done. */
export interface Chronicle {
  readonly pid: Pid;
  readonly node: string;
  readonly claims: Map<string, Intent>;
  readonly memberships: Map<string, Intent>;
  /** What it has received that was dispatched. */
  readonly received: unknown[];
}

/** A time in which a node was about to leave a cluster, or a process to unregister a key. */
interface Leaving {
  readonly node: string;
  readonly from: number;
  until: number;
}

/** Where a key is: its cluster and itself. */
export function placeOf(cluster: string | undefined, key: string): string {
  return `${cluster ?? ""}|${key}`;
}

/** The cluster of a place. */
export function clusterOf(place: string): string | undefined {
  const cluster = place.slice(0, place.indexOf("|"));
  return cluster === "" ? undefined : cluster;
}

/** The journal of one execution. */
export class Journal {
  readonly chronicles: Chronicle[] = [];
  /** Who has ever asked to be registered, by place. */
  readonly #claimants = new Map<string, Set<Pid>>();
  /** How many claims are not answered, by place. */
  readonly #open = new Map<string, number>();
  readonly #leavings: Leaving[] = [];
  /** The places that somebody has given up. */
  readonly released: Set<string> = new Set();
  readonly #unregistrations: (Leaving & { readonly place: string })[] = [];
  #now = 0;

  /** A process begins. */
  open(pid: Pid, node: string): Chronicle {
    const chronicle: Chronicle = { pid, node, claims: new Map(), memberships: new Map(), received: [] };
    this.chronicles.push(chronicle);
    return chronicle;
  }

  tick(): number {
    this.#now += 1;
    return this.#now;
  }

  /** Somebody asks for a registration. */
  claim(place: string, pid: Pid): void {
    const pids = this.#claimants.get(place) ?? new Set();
    this.#claimants.set(place, pids.add(pid));
    this.#open.set(place, (this.#open.get(place) ?? 0) + 1);
  }

  /** Somebody who asked for a registration was answered. */
  answer(place: string): void {
    this.#open.set(place, (this.#open.get(place) ?? 0) - 1);
  }

  /** Whether somebody asked for a registration and never heard of it: it may have been granted. */
  hasUnanswered(place: string): boolean {
    return (this.#open.get(place) ?? 0) > 0;
  }

  /** Whether another process has ever asked for the same. */
  hasRival(place: string, pid: Pid): boolean {
    return [...(this.#claimants.get(place) ?? [])].some((other) => other !== pid);
  }

  /** Something that was asked for at `since` was granted. */
  grant({ claims, memberships, node }: Chronicle, what: "claims" | "memberships", row: Granted): void {
    const { meta, place, since } = row;
    const isSure =
      row.isSure &&
      !this.#mayHaveLeft(node, place, since) &&
      !(what === "claims" && this.#mayBeUnregistered(node, place, since));
    const at = this.tick();
    (what === "claims" ? claims : memberships).set(place, { meta, isSure, at });
  }

  /** A process has unregistered a key, which it asked for at `since`: that takes it from whoever holds it on the node. */
  unregistered({ node }: Chronicle, { isSure, place, since }: Unregistered): void {
    this.released.add(place);
    this.#unregistrations.push({ node, place, from: since, until: isSure ? this.tick() : Number.POSITIVE_INFINITY });
    for (const other of this.chronicles) {
      const intent = other.claims.get(place);
      if (intent === undefined || other.node !== node) continue;
      if (isSure && intent.isSure && intent.at < since) other.claims.delete(place);
      else other.claims.set(place, { ...intent, isSure: false });
    }
  }

  /** A node is about to leave a cluster; the result is to be called when it has. */
  leaving(node: string, cluster: string): () => void {
    const leaving: Leaving = { node, from: this.tick(), until: Number.POSITIVE_INFINITY };
    this.#leavings.push(leaving);
    return () => {
      leaving.until = this.tick();
      for (const chronicle of this.chronicles) {
        if (chronicle.node !== node) continue;
        for (const rows of [chronicle.claims, chronicle.memberships]) {
          for (const [place, intent] of rows) {
            if (clusterOf(place) !== cluster) continue;
            this.released.add(place);
            if (intent.at < leaving.from) rows.delete(place);
            else rows.set(place, { ...intent, isSure: false });
          }
        }
      }
    };
  }

  #mayBeUnregistered(node: string, place: string, since: number): boolean {
    return this.#unregistrations.some((each) => each.node === node && each.place === place && each.until > since);
  }

  #mayHaveLeft(node: string, place: string, since: number): boolean {
    return clusterOf(place) !== undefined && this.#leavings.some((each) => each.node === node && each.until > since);
  }
}

interface Granted {
  readonly place: string;
  readonly meta: { readonly v: number };
  readonly since: number;
  readonly isSure: boolean;
}

interface Unregistered {
  readonly place: string;
  readonly since: number;
  readonly isSure: boolean;
}
