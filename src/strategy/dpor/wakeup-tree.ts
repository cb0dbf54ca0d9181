// Wakeup trees: the sequences that are still to be explored from a node, ordered, so that each leads to executions that
// none of the others leads to. Abdulla, Aronis, Jonsson, Sagonas, "Source sets: a foundation for optimal dynamic partial
// order reduction" (JACM 64, 2017), section 6.

import { placeAsInitial } from "./event.ts";
import type { Event } from "./event.ts";

/** One event, and how it goes on; a leaf leaves that open. */
export interface Branch {
  readonly event: Event;
  readonly children: Branch[];
}

/** Adds a sequence, unless one of the branches leads to what it leads to already. */
export function insertSequence(branches: Branch[], sequence: readonly Event[]): boolean {
  let siblings = branches;
  let rest = sequence;
  for (;;) {
    const branch = siblings.find(({ event }) => placeAsInitial(event, rest) !== undefined);
    if (branch === undefined) {
      const chain = chainOf(rest);
      if (chain !== undefined) siblings.push(chain);
      return chain !== undefined;
    }
    if (branch.children.length === 0) return false;
    const place = placeAsInitial(branch.event, rest) ?? -1;
    if (place >= 0) rest = rest.toSpliced(place, 1);
    if (rest.length === 0) return false;
    siblings = branch.children;
  }
}

function chainOf(sequence: readonly Event[]): Branch | undefined {
  let branch: Branch | undefined;
  for (const event of sequence.toReversed()) branch = { event, children: branch === undefined ? [] : [branch] };
  return branch;
}
