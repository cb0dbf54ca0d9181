// The wakeup trees: the sequences that remain to be explored from a node, ordered, so that each leads to executions that
// none of the others leads to. Abdulla, Aronis, Jonsson, Sagonas, "Source sets: a foundation for optimal dynamic partial
// order reduction" (JACM 64, 2017), section 6. Kept as radix trees: only where sequences part is there a branch.

import type { Dependence } from "../events/dependence.ts";
import { isSameAlternative } from "../events/event.ts";
import type { Event } from "../events/event.ts";
import type { KnownFootprints } from "../events/known-footprints.ts";
import { Claims } from "./claims.ts";
import type { Need } from "./need.ts";
import type { Sequence } from "./sequence.ts";

/** A sequence that was added to the tree. The branches into which it was divided share it. */
interface Path {
  readonly events: Event[];
  /** The sequences that events were taken to cover, as far as that can turn out to be wrong. */
  claims: Claims[] | undefined;
}

/** The events of a path from index `from` up to `to`, and their continuations; a leaf leaves the continuation open. */
export interface Branch {
  readonly path: Path;
  readonly from: number;
  to: number;
  /** None or several. */
  children: Branch[];
}

/** The claims of an event of a branch. */
export function claimsAt({ path }: Branch, index: number): Claims | undefined {
  return path.claims?.find(({ at }) => at === index);
}

/** The events of the leftmost path. */
export function leftmostOf(branch: Branch): Event[] {
  const events: Event[] = [];
  for (let next: Branch | undefined = branch; next !== undefined; next = next.children[0]) {
    for (let at = next.from; at < next.to; at += 1) {
      const event = next.path.events[at];
      if (event !== undefined) events.push(event);
    }
  }
  return events;
}

/** Adds sequences to wakeup trees. */
export class WakeupTrees {
  readonly #footprints: KnownFootprints;
  readonly #dependence: Dependence;
  /** What is needed of the sequence that is added. */
  readonly #need: Need;
  /** Where the event happened that kept the latest event from being an initial; −1 if there is none, or it is unknown. */
  obstacle = -1;

  constructor(footprints: KnownFootprints, dependence: Dependence, need: Need) {
    this.#footprints = footprints;
    this.#dependence = dependence;
    this.#need = need;
  }

  /** Adds a sequence, unless one of the branches already leads to the same executions. Consumes the sequence. */
  insert(branches: Branch[], sequence: Sequence): void {
    let siblings = branches;
    let isFootprintCertain = true;
    while (sequence.length > 0) {
      const branch = this.#takeFrom(siblings, sequence);
      if (branch === undefined) {
        siblings.push(this.#leafOf(sequence, isFootprintCertain));
        return;
      }
      const { path, to } = branch;
      let at = branch.from;
      for (;;) {
        const event = path.events[at];
        isFootprintCertain &&= event?.touches === undefined && event?.ends === undefined;
        at += 1;
        if (at === to || sequence.length === 0) break;
        if (this.#take(branch, at, sequence)) continue;
        divide(branch, at).push(this.#leafOf(sequence, isFootprintCertain));
        return;
      }
      if (at === to && branch.children.length === 0) {
        if (!isFootprintCertain && sequence.length > 0) claimsOf(path, at - 1).addContinuation(sequence);
        return;
      }
      siblings = branch.children;
    }
  }

  /**
   * Whether `event` is a weak initial of a sequence (Abdulla et al.): one that begins with it leads to some execution that
   * the sequence leads to, since no event before the first one of its process, or no event at all, depends on it.
   * @returns the index of the event of its process, −1 when there is none, `undefined` when it is no weak initial
   */
  indexAsInitial(event: Event, sequence: Sequence): number | undefined {
    const wide = this.#footprints.widest(event);
    for (let index = 0; index < sequence.length; index += 1) {
      const other = sequence.at(index);
      if (other === undefined) break;
      const isOwn = other.process === event.process;
      if (isOwn && isSameAlternative(event, other)) return index;
      if (isOwn || this.#dependence.areDependent(this.#footprints.widest(other), wide)) {
        this.obstacle = sequence.numberAt(index);
        return undefined;
      }
    }
    this.obstacle = -1;
    // A fault need not be injected, and nothing follows a failure: what begins with it leads to no execution without it.
    return event.isFault || event.isFatal ? undefined : -1;
  }

  /** The first branch that begins with a weak initial of a sequence; that is removed from the sequence. */
  #takeFrom(siblings: readonly Branch[], sequence: Sequence): Branch | undefined {
    for (const branch of siblings) if (this.#take(branch, branch.from, sequence)) return branch;
    return undefined;
  }

  /** Whether an event of a branch is a weak initial of a sequence; it is removed from that. */
  #take({ path }: Branch, at: number, sequence: Sequence): boolean {
    const event = path.events[at];
    const index = event === undefined ? undefined : this.indexAsInitial(event, sequence);
    if (event === undefined || index === undefined) {
      this.#need.add(this.obstacle);
      return false;
    }
    if (index !== 0) claimsOf(path, at).add(sequence, index < 0 ? sequence.length : index);
    // A fault may be both: one that comes before an event, and one that stands for the end.
    const { standsBefore } = sequence.at(index) ?? event;
    if (index === 0 && standsBefore !== undefined) path.events[at] = { ...event, standsBefore };
    if (index >= 0) sequence.remove(index);
    return true;
  }

  #leafOf(sequence: Sequence, isFootprintCertain: boolean): Branch {
    if (!isFootprintCertain) this.#need.restart(false);
    const events = this.#need.of(sequence);
    return { path: { events, claims: undefined }, from: 0, to: events.length, children: [] };
  }
}

/** Ends a branch before the event at an index. @returns its continuations, of which the first is what it continued with */
function divide(branch: Branch, at: number): Branch[] {
  const { children, path, to } = branch;
  branch.to = at;
  branch.children = [{ path, from: at, to, children }];
  return branch.children;
}

function claimsOf(path: Path, index: number): Claims {
  path.claims ??= [];
  for (const known of path.claims) if (known.at === index) return known;
  const claims = new Claims(index);
  path.claims.push(claims);
  return claims;
}
