// The tree of executions that a search walks through depth first, and what it still has to explore.

import type { Event } from "./event.ts";
import { areDependent, placeAsInitial } from "./event.ts";
import type { Reversal } from "./analysis.ts";
import type { Branch } from "./wakeup-tree.ts";
import { insertSequence } from "./wakeup-tree.ts";

/** The state before an event. */
interface Node {
  /** Events that need not be explored from here: whatever begins with them has been, or will be elsewhere. */
  sleep: Event[];
  /** What remains to be explored from here, after the event that is explored now. */
  readonly branches: Branch[];
  /** For the estimate: how many executions there were before this node, and before its present event; how many events. */
  readonly first: number;
  current: number;
  explored: number;
}

/** A depth-first walk from one node. */
export class Search {
  readonly #root: number;
  readonly #nodes: Node[] = [];
  /** What races asked for at nodes above the root. */
  readonly escapes: Reversal[] = [];
  /** What the execution that begins must do after what it shares with the one before, if that is laid down. */
  guide: Branch | undefined;
  #executions = 0;
  /** Executions that had to stop because all that they could do had been explored. Never any, by the theorem. */
  blocked = 0;

  /** @param root how many events lead to the node below which it searches */
  constructor(root: number, sleep: readonly Event[], guide: Branch | undefined) {
    this.#root = root;
    for (let depth = 0; depth < root; depth += 1) this.#nodes.push(this.#createNode([]));
    const node = this.#createNode([]);
    node.sleep = [...sleep];
    this.#nodes.push(node);
    this.guide = guide;
  }

  /** How many events the next execution shares with the one before. */
  get depth(): number {
    return this.#nodes.length - 1;
  }

  get executions(): number {
    return this.#executions;
  }

  /** An execution has ended: enters its events and what its races ask for. */
  enter(events: readonly Event[], reversals: readonly Reversal[]): void {
    this.#extend(events);
    this.#executions += 1;
    for (const reversal of reversals) {
      if (reversal.at < this.#root) this.escapes.push(reversal);
      else this.#insert(reversal);
    }
  }

  /** Turns to the next execution; false when there is none. */
  advance(events: readonly Event[]): boolean {
    for (let node = this.#nodes.at(-1); node !== undefined; node = this.#nodes.at(-1)) {
      const depth = this.depth;
      if (depth < this.#root) return false;
      const done = events[depth];
      if (done !== undefined) node.sleep.push(done);
      const branch = node.branches.shift();
      if (branch !== undefined) {
        node.current = this.#executions;
        node.explored += 1;
        this.guide = branch;
        return true;
      }
      this.#nodes.pop();
    }
    return false;
  }

  /** How many executions there will be in all, if the subtrees to come are as large as those that were explored. */
  get estimate(): number {
    let estimate = 1;
    for (const { branches, current, explored, first } of this.#nodes.slice(this.#root).toReversed()) {
      const sofar = current - first + estimate;
      estimate = sofar + (branches.length * sofar) / explored;
    }
    return estimate;
  }

  /** Takes the branches that remain away, the deepest last, each with the depth and the sleep set it is explored with. */
  split(events: readonly Event[]): { readonly depth: number; readonly sleep: readonly Event[]; readonly branch: Branch }[] {
    const parts = [];
    for (let depth = this.#root; depth < this.#nodes.length; depth += 1) {
      const node = this.#nodes[depth];
      const event = events[depth];
      if (node === undefined) break;
      const sleep = event === undefined ? [...node.sleep] : [...node.sleep, event];
      for (const branch of node.branches.splice(0)) {
        parts.push({ depth, sleep: [...sleep], branch });
        sleep.push(branch.event);
      }
    }
    return parts;
  }

  #extend(events: readonly Event[]): void {
    let branch = this.guide;
    let isBlocked = false;
    for (let depth = this.depth; depth < events.length; depth += 1) {
      const event = events[depth];
      const node = this.#nodes[depth];
      if (event === undefined || node === undefined) break;
      isBlocked ||= branch === undefined && node.sleep.some((asleep) => isSame(asleep, event));
      const [next, ...siblings] = branch?.children ?? [];
      branch = next;
      const below = this.#createNode(siblings);
      if (node.sleep.length > 0) below.sleep = node.sleep.filter((asleep) => !areDependent(asleep, event));
      this.#nodes.push(below);
    }
    if (isBlocked) this.blocked += 1;
    this.guide = undefined;
  }

  #insert({ at, sequence }: Reversal): void {
    const node = this.#nodes[at];
    if (node === undefined) return;
    if (node.sleep.some((asleep) => placeAsInitial(asleep, sequence) !== undefined)) return;
    insertSequence(node.branches, sequence);
  }

  #createNode(branches: Branch[]): Node {
    const executions = this.#executions;
    return { sleep: [], branches, first: executions, current: executions, explored: 1 };
  }
}

function isSame(one: Event, other: Event): boolean {
  return one.process === other.process && one.alternative === other.alternative;
}
