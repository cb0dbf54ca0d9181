// The tree of executions, walked through depth first: what remains to be explored, and what need not be.
//
// One walk cannot be shared out: a sequence that is found below one branch may have to be laid down below the next, and
// must be there before that is explored.

import { areDependent, placeAsInitial } from "./event.ts";
import type { Event } from "./event.ts";
import type { Branch } from "./wakeup-tree.ts";
import { childrenOf, insertSequence } from "./wakeup-tree.ts";

/** The state before an event. */
interface Node {
  /** Events that need not be explored from here: whatever begins with them has been. */
  readonly sleep: Event[];
  /** What remains to be explored from here, after the event that is explored now. */
  readonly branches: Branch[];
  /** For the estimate: how many executions there were before this node and before its present event; its events. */
  readonly first: number;
  current: number;
  explored: number;
}

/** A depth-first walk. */
export class WakeupSearch {
  readonly #nodes: Node[];
  /** What the execution that begins must do after what it shares with the one before, if that is laid down. */
  guide: Branch | undefined = undefined;
  executions = 0;
  /** Executions that repeated what had been explored, or could not do what was laid down. */
  blocked = 0;
  #abandoned: { readonly depth: number; readonly event: Event } | undefined = undefined;

  constructor() {
    this.#nodes = [this.#createNode([], [])];
  }

  /** How many events the next execution shares with the one before. */
  get depth(): number {
    return Math.max(0, this.#nodes.length - 1);
  }

  /** What was laid down for a depth could not happen there, so nothing that begins with it need be tried again. */
  abandon(depth: number, event: Event): void {
    this.#abandoned = { depth, event };
  }

  /** An execution has ended. */
  enter(events: readonly Event[]): void {
    this.#extend(events);
    this.executions += 1;
  }

  /**
   * A race of the execution asks for a sequence at a node; uses the sequence up.
   * @param widest its last event with all that it may touch there: it was seen after what it raced with, never before.
   * What is asleep must be independent of all that; if it is dependent, an execution that began with it has shown so.
   */
  insert(at: number, sequence: Event[], widest: Event): void {
    const node = this.#nodes[at];
    const last = sequence.pop();
    if (node === undefined || last === undefined) return;
    sequence.push(widest);
    for (const asleep of node.sleep) if (placeAsInitial(asleep, sequence) !== undefined) return;
    sequence[sequence.length - 1] = last;
    insertSequence(node.branches, sequence);
  }

  /** Turns to the next execution; false when there is none. */
  advance(events: readonly Event[]): boolean {
    for (let node = this.#nodes.at(-1); node !== undefined; node = this.#nodes.at(-1)) {
      const done = events[this.depth];
      if (done !== undefined) node.sleep.push(done);
      const branch = node.branches.shift();
      if (branch !== undefined) {
        node.current = this.executions;
        node.explored += 1;
        this.guide = branch;
        return true;
      }
      this.#nodes.pop();
    }
    return false;
  }

  /**
   * How many executions there will be in all, if the subtrees to come are as large as those that were explored (Knuth,
   * "Estimating the efficiency of backtrack programs", 1975, weighted by what is known of each node).
   */
  get estimate(): number {
    let estimate = 1;
    for (const { branches, current, explored, first } of this.#nodes.toReversed()) {
      const sofar = current - first + estimate;
      estimate = sofar + (branches.length * sofar) / explored;
    }
    return Math.max(estimate, this.executions);
  }

  #extend(events: readonly Event[]): void {
    let branch = this.guide;
    let isBlocked = this.#abandoned !== undefined;
    for (let depth = this.depth; depth < events.length; depth += 1) {
      const event = events[depth];
      const node = this.#nodes[depth];
      if (event === undefined || node === undefined) break;
      isBlocked ||= branch === undefined && node.sleep.some((asleep) => isSame(asleep, event));
      const [next, ...siblings] = branch === undefined ? [] : childrenOf(branch);
      branch = next;
      const sleep = node.sleep.length === 0 ? [] : node.sleep.filter((asleep) => !areDependent(asleep, event));
      this.#nodes.push(this.#createNode(sleep, siblings));
    }
    if (this.#abandoned !== undefined) this.#nodes[this.#abandoned.depth]?.sleep.push(this.#abandoned.event);
    this.#abandoned = undefined;
    if (isBlocked) this.blocked += 1;
    this.guide = undefined;
  }

  #createNode(sleep: Event[], branches: Branch[]): Node {
    const { executions } = this;
    return { sleep, branches, first: executions, current: executions, explored: 1 };
  }
}

function isSame(one: Event, other: Event): boolean {
  return one.process === other.process && one.alternative === other.alternative;
}
