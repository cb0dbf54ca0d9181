// The tables of a registry: each registration is one row indexed by its key, and one claim indexed by its pid.

import { table } from "../../memory/index.ts";
import type { BagTable, SetTable } from "../../memory/index.ts";
import { showAs } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";

/** One attempt to register. Compared by identity, so that a removal never takes another attempt's row. */
export interface RegistryClaim {
  readonly key: unknown;
}

/** One registration. */
export class RegistryRow implements RegistryClaim {
  readonly pid: Pid;
  readonly value: unknown;
  readonly #claim: RegistryClaim;

  constructor(claim: RegistryClaim, pid: Pid, value: unknown) {
    this.pid = pid;
    this.value = value;
    this.#claim = claim;
  }

  get key(): unknown {
    return this.#claim.key;
  }

  /** Whether it belongs to a claim. */
  isOf(claim: RegistryClaim): boolean {
    return this.#claim === claim;
  }

  /** Whether it is the same registration as another row, with any value. */
  isSameAs(other: RegistryRow): boolean {
    return this.#claim === other.#claim;
  }

  /** The same registration with another value. */
  with(value: unknown): RegistryRow {
    return new RegistryRow(this.#claim, this.pid, value);
  }
}

/** In a trace, the registered key, pid and value. */
showAs(RegistryRow.prototype, {
  show: ({ key, pid, value }) => ({ value: { key, pid, value } }),
  contentOf: ({ value }) => value,
});

/** The tables of one partition. */
export interface Indexes {
  readonly byKey: BagTable<unknown, RegistryRow>;
  /** Written before `byKey`, so that every row that can be looked up is known to the cleanup. */
  readonly byPid: BagTable<Pid, RegistryClaim>;
  /** Values are wrapped, to distinguish a stored `undefined` from none. */
  readonly meta: SetTable<unknown, { readonly value: unknown }>;
}

/** Creates the tables; the calling actor owns them. */
export function openIndexes(label: string): Indexes {
  return {
    byKey: table(`${label}.keys`, { type: "bag" }),
    byPid: table(`${label}.pids`, { type: "bag" }),
    meta: table(`${label}.meta`),
  };
}
