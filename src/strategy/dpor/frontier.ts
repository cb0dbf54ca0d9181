// What of a reduction's tree is still to be explored, as roots for searches that may run side by side. Which roots there
// are depends on nothing but the results of those before, merged in order; so any number of workers explores the same.
// Siblings that are explored at the same time sleep for those to their right, as if they were explored already: whatever
// begins with them is found there.

import type { Event } from "./event.ts";
import type { Reversal } from "./analysis.ts";
import { Dpor } from "./dpor.ts";
import type { Part, Rest, Searcher, SearchSpace } from "../exhaustive.ts";
import { Names } from "./names.ts";
import { Translator } from "./portable.ts";
import type { Portable } from "./portable.ts";
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
export interface SearchRest extends Rest {
  /** The events from the root on of the walk that was interrupted, the first of all walks at least. */
  readonly path: readonly PathStep[];
  /** The nodes after each; the last one has no event. */
  readonly nodes: readonly Node[];
  readonly escapes: readonly Reversal[];
}

/** A root that has been given out. */
interface Errand extends Part {
  readonly root: SearchRoot;
  /** Where it was taken from. */
  readonly place: Place;
  readonly isFirst: boolean;
}

/** A node where something remains to be explored, or that leads to one. */
interface Place {
  readonly parent: Place | undefined;
  /** The event that leads here from the parent. */
  readonly step: PathStep | undefined;
  readonly sleep: Event[];
  readonly branches: Branch[];
  isOpen: boolean;
  /** How many branches were given out, and how many executions were run in them. */
  explored: number;
  executions: number;
}

/** The roots that remain. */
export class Frontier implements SearchSpace {
  readonly #names: Names = new Names();
  readonly #translator: Translator = new Translator(this.#names);
  /** The places with branches, the latest last. */
  readonly #open: Place[] = [];
  #isFresh = true;

  take(): Errand | undefined {
    if (this.#isFresh) {
      this.#isFresh = false;
      const first = createPlace(undefined, undefined, { sleep: [], branches: [] });
      return this.#errand(first, undefined);
    }
    const place = this.#open.at(-1);
    const guide = place?.branches.shift();
    if (place === undefined || guide === undefined) return undefined;
    const errand = this.#errand(place, guide);
    place.sleep.push(guide.event);
    place.explored += 1;
    if (place.branches.length === 0) {
      place.isOpen = false;
      this.#open.pop();
    }
    return errand;
  }

  search(part: Part): Searcher {
    return new Dpor(this.#names, (part as Errand).root);
  }

  portable(part: Part): Portable {
    return this.#translator.packRoot((part as Errand).root);
  }

  mergePortable(part: Part, rest: unknown, executions: number): void {
    this.merge(part, this.#translator.unpackRest(rest as Portable), executions);
  }

  merge(part: Part, rest: Rest, executions: number): void {
    const { isFirst, place } = part as Errand;
    const { escapes, nodes, path } = rest as SearchRest;
    const first = path[0];
    if (isFirst && first !== undefined) {
      place.sleep.push(first.event);
      place.explored = 1;
    }
    const above = ancestors(place);
    for (const each of above) each.executions += executions;
    for (const { at, sequence } of escapes) {
      const target = above[at];
      if (target !== undefined && insertReversal(target, sequence)) this.#offer(target);
    }
    let parent = place;
    for (const [index, step] of path.entries()) {
      const node = nodes[index];
      if (node === undefined) break;
      const explored = path[index + 1]?.event;
      const sleep = explored === undefined ? node.sleep : [...node.sleep, explored];
      parent = createPlace(parent, step, { sleep, branches: node.branches });
      parent.executions = executions;
      if (parent.branches.length > 0) this.#offer(parent);
    }
  }

  get left(): number {
    if (this.#isFresh) return 1;
    let left = 0;
    for (const { branches, executions, explored } of this.#open) {
      left += branches.length * Math.max(1, executions / Math.max(1, explored));
    }
    return left;
  }

  #errand(place: Place, guide: Branch | undefined): Errand {
    const above = ancestors(place);
    const root = {
      path: above.flatMap(({ step }) => (step === undefined ? [] : [step])),
      // What begins like a branch that waits is found when that is explored: no search needs more of it than its event.
      nodes: above.map(({ branches, sleep }, depth) => ({
        sleep: depth === above.length - 1 ? [...sleep] : [...sleep, ...branches.map(({ event }) => event)],
        branches: [],
      })),
      guide,
    };
    return { kind: "part", root, place, isFirst: guide === undefined };
  }

  #offer(place: Place): void {
    if (place.isOpen) return;
    place.isOpen = true;
    this.#open.push(place);
  }
}

function createPlace(parent: Place | undefined, step: PathStep | undefined, { branches, sleep }: Node): Place {
  return { parent, step, sleep: [...sleep], branches: [...branches], isOpen: false, explored: 1, executions: 0 };
}

/** A place and those above it, the first node first. */
function ancestors(place: Place): readonly Place[] {
  const above: Place[] = [];
  for (let at: Place | undefined = place; at !== undefined; at = at.parent) above.push(at);
  return above.toReversed();
}
