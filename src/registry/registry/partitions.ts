// The partitions of a registry, and the mapping of keys and pids to them.

import { hashText } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import type { Actor } from "../../kernel/index.ts";
import { keyText } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { Indexes } from "./indexes.ts";
import type { Locks } from "./locks.ts";

/** One partition: its actor, tables and locks. */
export interface Partition extends Indexes {
  readonly actor: Actor;
  readonly pid: Pid;
  readonly locks: Locks;
}

/** How registrations are distributed. */
export interface PartitionScheme {
  readonly keys: "unique" | "duplicate";
  readonly architecture: "server" | "shared";
}

/** All partitions of one registry; the first one represents the registry. */
export class Partitions {
  readonly #all: Partition[] = [];
  readonly #ofPids = new Map<Pid, number>();
  readonly #isUnique: boolean;
  readonly #isServer: boolean;

  constructor({ architecture, keys }: PartitionScheme) {
    this.#isUnique = keys === "unique";
    this.#isServer = architecture === "server";
  }

  /** Adds a partition that has opened. */
  add(partition: Partition): void {
    this.#all.push(partition);
  }

  get all(): readonly Partition[] {
    return this.#all;
  }

  /** Whether the rows of one key may be in several partitions. */
  get isSpread(): boolean {
    return !this.#isUnique && this.#all.length > 1;
  }

  get first(): Partition {
    return this.#at(0);
  }

  /** The partition of the locks on a key. Keys without a text form are all in the first partition. */
  ofLock(key: unknown): Partition {
    return this.#at(this.#indexOf(key));
  }

  /** The partition of a registration's row: determined by a unique key, or by the pid for duplicate keys. */
  ofRow(key: unknown, pid: Pid): Partition {
    return this.#isUnique ? this.ofLock(key) : this.#ofPid(pid);
  }

  /** The partition of its claim: a server keeps it with the row, callers keep all their claims in one partition. */
  ofClaim(key: unknown, pid: Pid): Partition {
    return this.#isServer ? this.ofRow(key, pid) : this.#ofPid(pid);
  }

  /** The partitions that may have rows of a key. */
  withRowsOf(key: unknown): readonly Partition[] {
    return this.#isUnique ? [this.ofLock(key)] : this.all;
  }

  /** The partitions that may have claims of a pid. */
  withClaimsOf(pid: Pid): readonly Partition[] {
    return this.#isUnique && this.#isServer ? this.all : [this.#ofPid(pid)];
  }

  #ofPid(pid: Pid): Partition {
    let index = this.#ofPids.get(pid);
    if (index === undefined) {
      // Computing the text of a pid takes time linear in its number of siblings.
      index = this.#indexOf(pid);
      this.#ofPids.set(pid, index);
    }
    return this.#at(index);
  }

  #indexOf(key: unknown): number {
    if (this.#all.length === 1) return 0;
    const text = keyText(key);
    return text === undefined ? 0 : (hashText(text) >>> 0) % this.#all.length;
  }

  #at(index: number): Partition {
    return must(this.#all[index], "a registry has a partition for each hash");
  }
}
