// What a registry stores: each registration as one row found by its key, and as one claim found by its pid.

import { table } from "../../memory/index.ts";
import type { BagTable, SetTable } from "../../memory/index.ts";
import { showAs } from "../../trace/index.ts";
import type { Pid } from "../../trace/index.ts";

/** One attempt to register. Compared by identity, so a removal never takes another's row. */
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

  /** Whether it is what became of a claim. */
  isOf(claim: RegistryClaim): boolean {
    return this.#claim === claim;
  }

  /** Whether it is the same registration as another row, with whatever value. */
  isSameAs(other: RegistryRow): boolean {
    return this.#claim === other.#claim;
  }

  /** The same registration with another value. */
  with(value: unknown): RegistryRow {
    return new RegistryRow(this.#claim, this.pid, value);
  }
}

/** In a trace, what was registered. */
showAs(RegistryRow.prototype, {
  show: ({ key, pid, value }) => ({ value: { key, pid, value } }),
  contentOf: ({ value }) => value,
});

/** The tables of one partition. */
export interface Indexes {
  readonly byKey: BagTable<unknown, RegistryRow>;
  /** Written before `byKey`: no row that can be looked up is unknown to the cleanup. */
  readonly byPid: BagTable<Pid, RegistryClaim>;
  /** Values are wrapped, so that a stored `undefined` can be told from none. */
  readonly meta: SetTable<unknown, { readonly value: unknown }>;
}

/** Makes the tables; the calling actor owns them. */
export function openIndexes(label: string): Indexes {
  return {
    byKey: table(`${label}.keys`, { type: "bag" }),
    byPid: table(`${label}.pids`, { type: "bag" }),
    meta: table(`${label}.meta`),
  };
}
