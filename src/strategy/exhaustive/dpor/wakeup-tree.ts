// Wakeup trees: the sequences that are still to be explored from a node, ordered, so that each leads to executions that
// none of the others leads to. Abdulla, Aronis, Jonsson, Sagonas, "Source sets: a foundation for optimal dynamic partial
// order reduction" (JACM 64, 2017), section 6.

import { placeAsInitial } from "./event.ts";
import type { Event } from "./event.ts";

/** One event, and how it goes on; a leaf leaves that open. Most are chains, kept as arrays until somebody looks. */
export interface Branch {
  readonly event: Event;
  readonly children: Branch[];
  /** What follows, from index `from` on, if it has not been made into children yet. */
  chain: readonly Event[] | undefined;
  readonly from: number;
}

/** How a branch goes on. */
export function childrenOf(branch: Branch): Branch[] {
  const { chain, children, from } = branch;
  const event = chain?.[from];
  if (event !== undefined) children.push({ event, children: [], chain, from: from + 1 });
  branch.chain = undefined;
  return children;
}

/** Adds a sequence, unless one of the branches leads to what it leads to already. Uses the sequence up. */
export function insertSequence(branches: Branch[], sequence: Event[]): void {
  let siblings = branches;
  for (;;) {
    let next: Branch[] | undefined;
    for (const branch of siblings) {
      const place = placeAsInitial(branch.event, sequence);
      if (place === undefined) continue;
      next = childrenOf(branch);
      if (next.length === 0) return;
      if (place >= 0) sequence.splice(place, 1);
      break;
    }
    const [event] = sequence;
    if (event === undefined) return;
    if (next === undefined) {
      siblings.push({ event, children: [], chain: sequence.slice(1), from: 0 });
      return;
    }
    siblings = next;
  }
}
