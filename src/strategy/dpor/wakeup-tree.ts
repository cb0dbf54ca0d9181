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

/** Adds a sequence, unless one of the branches leads to what it leads to already. Uses the sequence up. */
export function insertSequence(branches: Branch[], sequence: Event[]): void {
  let siblings = branches;
  for (;;) {
    let next: Branch[] | undefined;
    for (const { children, event } of siblings) {
      const place = placeAsInitial(event, sequence);
      if (place === undefined) continue;
      if (children.length === 0) return;
      if (place >= 0) sequence.splice(place, 1);
      next = children;
      break;
    }
    if (sequence.length === 0) return;
    if (next === undefined) {
      const chain = chainOf(sequence);
      if (chain !== undefined) siblings.push(chain);
      return;
    }
    siblings = next;
  }
}

function chainOf(sequence: readonly Event[]): Branch | undefined {
  let branch: Branch | undefined;
  for (let index = sequence.length - 1; index >= 0; index -= 1) {
    const event = sequence[index];
    if (event !== undefined) branch = { event, children: branch === undefined ? [] : [branch] };
  }
  return branch;
}
