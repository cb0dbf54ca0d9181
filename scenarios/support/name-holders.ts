// The judge of the scenarios with a name table: at quiescence, each name is that of a living actor, and each actor that
// takes a name for its own is found under it.

import { isAlive } from "heddle";
import type { NameTable } from "heddle/registry";

import type { ClaimJournal } from "./claim-journal.ts";

/** Rules RI3 and RI5 (together FI4) for one name, at quiescence. */
export async function judgeHolder(names: NameTable, key: string, journal: ClaimJournal): Promise<void> {
  const holder = await names.whereis(key);
  if (holder !== undefined && !(await isAlive(holder))) journal.dead(holder);
  journal.expectNoGhosts(holder === undefined ? [] : [[key, holder]]);
  journal.expectFound(key, holder === undefined ? [] : [holder]);
}
