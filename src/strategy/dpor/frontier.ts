// What of a reduction's tree is still to be explored, as roots for searches that may run side by side. Which roots there
// are depends on nothing but the results of those before, merged in order; so any number of workers explores the same.
// Siblings that are explored at the same time sleep for those to their right, as if they were explored already: whatever
// begins with them is found there.

import type { Event } from "./event.ts";
import type { Reversal } from "./analysis.ts";
import { insertReversal } from "./search.ts";
import type { Node } from "./search.ts";
import type { Branch } from "./wakeup-tree.ts";

/** One event on the way to a root: how it was chosen. */
export interface PathStep {
  readonly event: Event;
  /** Its index in the enabled list, where there was a choice. */
  readonly slot: number;
  /** For a receive, the index of the message among those that matched. */
  readonly message: number;
}

/** Where a search begins: the events that lead there, the nodes before each and after the last, and the event to begin with. */
export interface SearchRoot {
  readonly path: readonly PathStep[];
  readonly nodes: readonly Node[];
  readonly guide: Branch | undefined;
}

/** What a search leaves behind. */
export interface SearchRest {
  /** The events from the root on of the walk that was interrupted, the first of all walks at least. */
  readonly path: readonly PathStep[];
  /** The nodes after each; the last one has no event. */
  readonly nodes: readonly Node[];
  readonly escapes: readonly Reversal[];
  /** How many executions the subtree has in all, as far as is known. */
  readonly estimate: number;
}

/** A root that has been given out. */
export interface Errand {
  readonly root: SearchRoot;
  /** Where it was taken from. */
  readonly place: Place;
}

/** A node where something remains to be explored, or that leads to one. */
interface Place {
  readonly parent: Place | undefined;
  /** The event that leads here from the parent. */
  readonly step: PathStep | undefined;
  readonly sleep: Event[];
  readonly branches: Branch[];
  isOpen: boolean;
}

/** The roots that remain. */
export class Frontier {
  /** The places with branches, the latest last. */
  readonly #open: Place[] = [];
  #isFresh = true;

  /** How many roots there are at hand. */
  get size(): number {
    return this.#isFresh ? 1 : this.#open.reduce((sum, { branches }) => sum + branches.length, 0);
  }

  /** Takes the next root away; `undefined` when none is at hand. */
  take(): Errand | undefined {
    if (this.#isFresh) {
      this.#isFresh = false;
      const place: Place = { parent: undefined, step: undefined, sleep: [], branches: [], isOpen: false };
      return { root: rootAt(place, undefined), place };
    }
    const place = this.#open.at(-1);
    const guide = place?.branches.shift();
    if (place === undefined || guide === undefined) return undefined;
    const root = rootAt(place, guide);
    place.sleep.push(guide.event);
    if (place.branches.length === 0) {
      place.isOpen = false;
      this.#open.pop();
    }
    return { root, place };
  }

  /** Enters what became of a root. Must be called in the order in which roots were taken. */
  merge({ place, root }: Errand, { escapes, nodes, path }: SearchRest): void {
    const first = path[0];
    if (root.guide === undefined && first !== undefined) place.sleep.push(first.event);
    const above = ancestors(place);
    for (const { at, sequence } of escapes) {
      const target = above[at];
      if (target !== undefined && insertReversal(target, sequence)) this.#offer(target);
    }
    let parent = place;
    for (const [index, step] of path.entries()) {
      const node = nodes[index];
      if (node === undefined) break;
      const explored = path[index + 1]?.event;
      const sleep = explored === undefined ? [...node.sleep] : [...node.sleep, explored];
      parent = { parent, step, sleep, branches: [...node.branches], isOpen: false };
      if (parent.branches.length > 0) this.#offer(parent);
    }
  }

  #offer(place: Place): void {
    if (place.isOpen) return;
    place.isOpen = true;
    this.#open.push(place);
  }
}

function rootAt(place: Place, guide: Branch | undefined): SearchRoot {
  const above = ancestors(place);
  return {
    path: above.flatMap(({ step }) => (step === undefined ? [] : [step])),
    nodes: above.map(({ branches, sleep }) => ({ branches: [...branches], sleep: [...sleep] })),
    guide,
  };
}

/** A place and those above it, the first node first. */
function ancestors(place: Place): readonly Place[] {
  const above: Place[] = [];
  for (let at: Place | undefined = place; at !== undefined; at = at.parent) above.push(at);
  return above.toReversed();
}
