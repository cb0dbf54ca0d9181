// Reading registrations: by the calling actor, from the tables. With several partitions a read is not a snapshot.

import type { Pid } from "../../trace/index.ts";
import type { RegistryRow } from "./indexes.ts";
import type { Partition, Partitions } from "./partitions.ts";
import { literalKeyOf } from "./selection.ts";
import type { RegistrySelection } from "./selection.ts";

/** Reads registrations. */
export class Reader {
  readonly #partitions: Partitions;

  constructor(partitions: Partitions) {
    this.#partitions = partitions;
  }

  /** The rows of a key, one list for each partition that has some. */
  async groupsOf(key: unknown): Promise<readonly (readonly RegistryRow[])[]> {
    const groups: (readonly RegistryRow[])[] = [];
    for (const { byKey } of this.#partitions.withRowsOf(key)) groups.push(await byKey.get(key));
    return groups.filter(({ length }) => length > 0);
  }

  async rowsOf(key: unknown): Promise<readonly RegistryRow[]> {
    return (await this.groupsOf(key)).flat();
  }

  /** The rows that a selection could match: those of one key, if it names one. */
  async candidates(selection: RegistrySelection): Promise<readonly RegistryRow[]> {
    const literal = literalKeyOf(selection);
    if (literal !== undefined) return this.rowsOf(literal.key);
    const rows = await this.#fromAll(({ byKey }) => byKey.entries());
    return rows.map(([, row]) => row);
  }

  /** The keys of a pid's claims. */
  async keysOf(pid: Pid): Promise<readonly unknown[]> {
    const keys: unknown[] = [];
    for (const { byPid } of this.#partitions.withClaimsOf(pid)) {
      for (const { key } of await byPid.get(pid)) keys.push(key);
    }
    return keys;
  }

  async count(): Promise<number> {
    const counts = await this.#fromAll(async ({ byKey }) => [await byKey.size()]);
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async #fromAll<T>(read: (partition: Partition) => Promise<readonly T[]>): Promise<readonly T[]> {
    const parts: (readonly T[])[] = [];
    for (const partition of this.#partitions.all) parts.push(await read(partition));
    return parts.flat();
  }
}
