// Wakeup trees: the sequences that remain to be explored from a node, ordered, so that each leads to executions that
// none of the others leads to. Abdulla, Aronis, Jonsson, Sagonas, "Source sets: a foundation for optimal dynamic
// partial order reduction" (JACM 64, 2017), section 6.

import { indexAsInitial } from "./event.ts";
import type { Event, Footprints } from "./event.ts";

/**
 * One event and its continuations; a leaf leaves the continuation open. Most are chains, kept as arrays until accessed.
 */
export interface Branch {
  readonly event: Event;
  readonly children: Branch[];
  /** The continuation, from index `from` on, until it is turned into children. */
  chain: readonly Event[] | undefined;
  readonly from: number;
}

/** The continuations of a branch. */
export function childrenOf(branch: Branch): Branch[] {
  const { chain, children, from } = branch;
  const event = chain?.[from];
  if (event !== undefined) children.push({ event, children: [], chain, from: from + 1 });
  branch.chain = undefined;
  return children;
}

/** Adds a sequence, unless one of the branches already leads to the same executions. Consumes the sequence. */
export function insertSequence(branches: Branch[], sequence: Event[], footprints: Footprints): void {
  let siblings = branches;
  for (;;) {
    let next: Branch[] | undefined;
    for (const branch of siblings) {
      const index = indexAsInitial(branch.event, sequence, footprints);
      if (index === undefined) continue;
      next = childrenOf(branch);
      if (next.length === 0) return;
      if (index >= 0) sequence.splice(index, 1);
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
