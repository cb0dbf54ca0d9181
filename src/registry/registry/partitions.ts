// The partitions of a registry, and which of them a key or a pid belongs to.

import { hashText } from "../../choice/index.ts";
import { must } from "../../errors.ts";
import type { Actor } from "../../kernel/index.ts";
import { keyText } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";
import type { Indexes } from "./indexes.ts";
import type { Locks } from "./locks.ts";

/** One partition: its actor and what that owns. */
export interface Partition extends Indexes {
  readonly actor: Actor;
  readonly pid: Pid;
  readonly locks: Locks;
}

/** How registrations are spread. */
export interface Spread {
  readonly keys: "unique" | "duplicate";
  readonly architecture: "server" | "shared";
}

/** All partitions of one registry; the first one stands for the whole. */
export class Partitions {
  readonly #all: Partition[] = [];
  readonly #ofPids = new Map<Pid, number>();
  readonly #isUnique: boolean;
  readonly #isServer: boolean;

  constructor({ architecture, keys }: Spread) {
    this.#isUnique = keys === "unique";
    this.#isServer = architecture === "server";
  }

  /** A further one has opened. */
  add(partition: Partition): void {
    this.#all.push(partition);
  }

  get all(): readonly Partition[] {
    return this.#all;
  }

  get first(): Partition {
    return this.#at(0);
  }

  /** Where locks on a key are. Keys without a text of their own are all in the first partition. */
  ofLock(key: unknown): Partition {
    return this.#at(this.#indexOf(key));
  }

  /** Where the row of a registration is: a unique key has one place, duplicate ones are where their pid is. */
  ofRow(key: unknown, pid: Pid): Partition {
    return this.#isUnique ? this.ofLock(key) : this.#ofPid(pid);
  }

  /** Where its claim is: a server keeps both in one place, callers have all claims of theirs in one place. */
  ofClaim(key: unknown, pid: Pid): Partition {
    return this.#isServer ? this.ofRow(key, pid) : this.#ofPid(pid);
  }

  /** Where rows of a key may be. */
  withRowsOf(key: unknown): readonly Partition[] {
    return this.#isUnique ? [this.ofLock(key)] : this.all;
  }

  /** Where claims of a pid may be. */
  withClaimsOf(pid: Pid): readonly Partition[] {
    return this.#isUnique && this.#isServer ? this.all : [this.#ofPid(pid)];
  }

  #ofPid(pid: Pid): Partition {
    let index = this.#ofPids.get(pid);
    if (index === undefined) {
      // The text of a pid takes as long as it has siblings.
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
