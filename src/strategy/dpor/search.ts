// The tree of executions below one node, walked through depth first: what remains to be explored, and what need not be.

import { areDependent, placeAsInitial } from "./event.ts";
import type { Event } from "./event.ts";
import type { Reversal } from "./analysis.ts";
import type { Branch } from "./wakeup-tree.ts";
import { insertSequence } from "./wakeup-tree.ts";

/** What is known at the state before an event. */
export interface Node {
  /** Events that need not be explored from here: whatever begins with them has been, or is explored elsewhere. */
  readonly sleep: readonly Event[];
  /** What remains to be explored from here, besides what is explored now. */
  readonly branches: Branch[];
}

/** A node of the walk. */
interface Visited extends Node {
  readonly sleep: Event[];
}

/** A depth-first walk through what follows one event. */
export class Search {
  /** The nodes up to the one from which the walk begins; others may walk from them at the same time. */
  readonly #above: readonly Node[];
  /** The nodes below. */
  readonly #nodes: Visited[] = [];
  /** What races asked for at nodes above. */
  readonly escapes: Reversal[] = [];
  /** What the execution that begins must do after what it shares with the one before, if that is laid down. */
  guide: Branch | undefined;
  executions = 0;
  /** Executions that repeated what had been explored. Never any, by the theorem. */
  blocked = 0;

  /** @param above the nodes from the first to the one before the event; at least one */
  constructor(above: readonly Node[], guide: Branch | undefined) {
    this.#above = above.map(({ branches, sleep }) => ({ sleep, branches: [...branches] }));
    this.guide = guide;
  }

  /** How many events the next execution shares with the one before. */
  get depth(): number {
    return this.#above.length + this.#nodes.length - 1;
  }

  /** An execution has ended: enters its events and what its races ask for. */
  enter(events: readonly Event[], reversals: readonly Reversal[]): void {
    this.#extend(events);
    this.executions += 1;
    for (const reversal of reversals) {
      const isInserted = this.#insert(reversal);
      if (isInserted && reversal.at < this.#above.length) this.escapes.push(reversal);
    }
  }

  /** Turns to the next execution; false when there is none. */
  advance(events: readonly Event[]): boolean {
    for (let node = this.#nodes.at(-1); node !== undefined; node = this.#nodes.at(-1)) {
      const done = events[this.depth];
      if (done !== undefined) node.sleep.push(done);
      const branch = node.branches.shift();
      if (branch !== undefined) {
        this.guide = branch;
        return true;
      }
      this.#nodes.pop();
    }
    return false;
  }

  /** The nodes of the walk that have not been left for good: the first is the one after the event it began with. */
  get unfinished(): readonly Node[] {
    return this.#nodes;
  }

  #extend(events: readonly Event[]): void {
    let branch = this.guide;
    let isBlocked = false;
    for (let depth = this.depth; depth < events.length; depth += 1) {
      const event = events[depth];
      const node = this.#at(depth);
      if (event === undefined || node === undefined) break;
      isBlocked ||= branch === undefined && node.sleep.some((asleep) => isSame(asleep, event));
      const [next, ...siblings] = branch?.children ?? [];
      branch = next;
      const sleep = node.sleep.filter((asleep) => !areDependent(asleep, event));
      this.#nodes.push({ sleep, branches: siblings });
    }
    if (isBlocked) this.blocked += 1;
    this.guide = undefined;
  }

  #insert({ at, sequence }: Reversal): boolean {
    const node = this.#at(at);
    return node !== undefined && insertReversal(node, sequence);
  }

  #at(depth: number): Node | undefined {
    return depth < this.#above.length ? this.#above[depth] : this.#nodes[depth - this.#above.length];
  }
}

/** Adds a sequence to what remains to be explored from a node, unless all it leads to is explored already, or will be. */
export function insertReversal({ branches, sleep }: Node, sequence: readonly Event[]): boolean {
  for (const asleep of sleep) if (placeAsInitial(asleep, sequence) !== undefined) return false;
  return insertSequence(branches, sequence);
}

function isSame(one: Event, other: Event): boolean {
  return one.process === other.process && one.alternative === other.alternative;
}
