// The oracle of the name table scenarios: at quiescence, each name belongs to a living actor, and each actor that considers a
// name its own is found under it.

import { isAlive } from "heddle";
import type { NameTable } from "heddle/registry";

import type { ClaimJournal } from "./claim-journal.ts";

/** At quiescence, rules RI3 and RI5 for one name. */
export async function judgeHolder(names: NameTable, key: string, journal: ClaimJournal): Promise<void> {
  const holder = await names.whereis(key);
  if (holder !== undefined && !(await isAlive(holder))) journal.dead(holder);
  journal.expectNoGhosts(holder === undefined ? [] : [[key, holder]]);
  journal.expectFound(key, holder === undefined ? [] : [holder]);
}
