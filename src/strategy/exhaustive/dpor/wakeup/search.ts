// The tree of executions, explored depth first: the branches that remain to be explored, and the sleep sets.
//
// The search cannot be divided among threads: a sequence found below one branch may have to be inserted below the next,
// and must be there before that one is explored.

import { isSameAlternative, takesSame } from "../events/event.ts";
import type { Event } from "../events/event.ts";
import type { Dependence } from "../events/dependence.ts";
import type { KnownFootprints } from "../events/known-footprints.ts";
import type { Clocks } from "../races/clocks.ts";
import { Need } from "./need.ts";
import { Sequence } from "./sequence.ts";
import { claimsAt, leftmostOf, WakeupTrees } from "./tree.ts";
import type { Branch } from "./tree.ts";

/** The state before an event. */
interface Node {
  /** The sleep set: events whose executions from here have all been explored. */
  sleep: readonly Event[];
  /** The branches that remain to be explored from here, after the current event; created with the first of them. */
  branches: Branch[] | undefined;
  /**
   * For the estimate: the numbers of executions before this node and before its current event; its number of events.
   */
  first: number;
  current: number;
  explored: number;
}

const NO_SLEEP: readonly Event[] = [];

/** A depth-first search. */
export class WakeupSearch {
  /** The nodes of the current path, and after them those that are used again. */
  readonly #nodes: Node[] = [];
  #size = 0;
  readonly #footprints: KnownFootprints;
  readonly #dependence: Dependence;
  readonly #need: Need;
  readonly #trees: WakeupTrees;
  readonly #sequence: Sequence = new Sequence();
  /** The branch to explore next, after the prefix that is shared with the previous execution, if any. */
  #branch: Branch | undefined = undefined;
  /** The events prescribed for the next execution after that prefix. */
  guide: readonly Event[] = [];
  executions = 0;
  /** Redundant executions, and executions that could not perform a prescribed event. */
  blocked = 0;
  #abandoned: { readonly depth: number; readonly event: Event } | undefined = undefined;

  constructor(footprints: KnownFootprints, dependence: Dependence, clocks: Clocks) {
    this.#footprints = footprints;
    this.#dependence = dependence;
    this.#need = new Need(clocks);
    this.#trees = new WakeupTrees(footprints, dependence, this.#need);
    this.#enterNode(NO_SLEEP, undefined);
  }

  /** The number of events that the next execution shares with the previous one. */
  get depth(): number {
    return Math.max(0, this.#size - 1);
  }

  /** The events that fail next unless something that they depend on comes first; known from earlier executions. */
  get failing(): readonly Event[] {
    return this.#nodes[this.#size - 1]?.sleep.filter(({ isFatal }) => isFatal) ?? [];
  }

  /** The event prescribed at a depth could not happen there, so nothing that begins with it needs to be tried again. */
  abandon(depth: number, event: Event): void {
    this.#abandoned = { depth, event };
  }

  /** Records a finished execution. */
  enter(events: readonly Event[]): void {
    this.#extend(events);
    this.executions += 1;
  }

  /**
   * The last of some events after which a sleeping event before event `at` is known to lead to all that these lead to,
   * whatever comes after them; `Infinity` if none does.
   * @param rest the numbers of the events, in order
   */
  witness(at: number, rest: readonly number[], events: readonly Event[]): number {
    let witness = Number.POSITIVE_INFINITY;
    for (const asleep of this.#nodes[at]?.sleep ?? NO_SLEEP) {
      const wide = this.#footprints.widest(asleep);
      for (const index of rest) {
        const event = events[index];
        if (event === undefined || index >= witness) break;
        if (event.process === asleep.process) {
          if (isSameAlternative(asleep, event)) witness = index;
          break;
        }
        if (this.#dependence.areDependent(this.#footprints.widest(event), wide)) break;
      }
    }
    return witness;
  }

  /**
   * Inserts a sequence that reverses a race of the execution at a node; consumes the sequence.
   * @param widest its last event with everything that it may touch there: it was observed after the event it raced
   * with, never before. Sleeping events must be independent of all of that; if one is dependent, an execution that
   * began with it has shown so.
   * @param isFree whether what is not needed of the sequence can be left to chance
   */
  insert(at: number, sequence: Sequence, widest: Event, isFree: boolean = false): void {
    const node = this.#nodes[at];
    const { last } = sequence;
    if (node === undefined || last === undefined) return;
    this.#need.restart(isFree && !this.#footprints.hasSurprises);
    this.#need.add(sequence.numberAt(sequence.length - 1));
    sequence.replaceLast(widest);
    const { standsBefore } = last;
    // What it stands before follows, and does not lead to a fault at the end, where none is injected.
    if (standsBefore !== undefined) sequence.push(standsBefore);
    for (const asleep of node.sleep) {
      if (asleep.process === standsBefore?.process) continue;
      if (this.#trees.indexAsInitial(asleep, sequence) !== undefined) return;
      this.#need.add(this.#trees.obstacle);
    }
    if (standsBefore !== undefined) sequence.pop();
    sequence.replaceLast(last);
    this.#trees.insert((node.branches ??= []), sequence);
  }

  /** Advances to the next execution; false when there is none. */
  advance(events: readonly Event[]): boolean {
    for (; this.#size > 0; this.#size -= 1) {
      const node = this.#nodes[this.#size - 1];
      const done = events[this.#size - 1];
      if (node === undefined) continue;
      const branch = node.branches === undefined ? undefined : this.#nextBranch(node, done);
      if (branch !== undefined) {
        node.current = this.executions;
        node.explored += 1;
        this.#branch = branch;
        this.guide = leftmostOf(branch);
        return true;
      }
      node.sleep = NO_SLEEP;
      node.branches = undefined;
    }
    return false;
  }

  /**
   * The estimated total number of executions, if the unexplored subtrees are as large as the explored ones (Knuth,
   * "Estimating the efficiency of backtrack programs", 1975, weighted by what is known of each node).
   */
  get estimate(): number {
    let estimate = 1;
    for (const { branches, current, explored, first } of this.#nodes.slice(0, this.#size).toReversed()) {
      const soFar = current - first + estimate;
      estimate = soFar + ((branches?.length ?? 0) * soFar) / explored;
    }
    return Math.max(estimate, this.executions);
  }

  #extend(events: readonly Event[]): void {
    let branch = this.#branch;
    let at = branch?.from ?? 0;
    let isBlocked = this.#abandoned !== undefined;
    const refuted: { readonly depth: number; readonly sequence: readonly Event[] }[] = [];
    // The sleeping events that the branch was taken to wake, and did not.
    let overslept = NO_SLEEP;
    for (let depth = this.depth; depth < events.length; depth += 1) {
      const event = events[depth];
      const node = this.#nodes[depth];
      if (event === undefined || node === undefined) break;
      isBlocked ||= branch === undefined && node.sleep.some((asleep) => isSame(asleep, event));
      const planned = branch?.path.events[at];
      const claims = branch === undefined || depth === this.#abandoned?.depth ? undefined : claimsAt(branch, at);
      if (claims !== undefined && planned !== undefined && planned !== event) {
        for (const sequence of claims.refuted(event, this.#dependence)) refuted.push({ depth, sequence });
        if (claims.isDoubtful(event, planned)) this.#footprints.distrust(event);
      }
      let sleep = this.#stillAsleep(node.sleep, event);
      if (planned !== undefined && sleep.length > 0) overslept = this.#overslept(sleep, overslept, planned);
      let siblings: Branch[] | undefined;
      if (branch !== undefined) {
        at += 1;
        if (at === branch.to) {
          const [next, ...others] = branch.children;
          if (next === undefined && overslept.length > 0 && claims !== undefined) {
            const { continuations } = claims;
            if (continuations === undefined) sleep = withoutAll(sleep, overslept);
            else for (const sequence of continuations) refuted.push({ depth: depth + 1, sequence });
          }
          branch = next;
          at = next?.from ?? 0;
          if (others.length > 0) siblings = others;
        }
      }
      this.#enterNode(sleep, siblings);
    }
    if (this.#abandoned !== undefined) this.#putToSleep(this.#nodes[this.#abandoned.depth], this.#abandoned.event);
    this.#abandoned = undefined;
    if (isBlocked) this.blocked += 1;
    this.#branch = undefined;
    this.guide = [];
    for (const { depth, sequence } of refuted) {
      const last = sequence.at(-1);
      const next = events[depth];
      this.#sequence.set(sequence);
      const isUnderWay = next !== undefined && this.#trees.indexAsInitial(next, this.#sequence) !== undefined;
      if (last !== undefined && !isUnderWay) this.insert(depth, this.#sequence, last);
    }
  }

  /** The next branch of a node, without those that lead to what has been explored meanwhile. */
  #nextBranch(node: Node, done: Event | undefined): Branch | undefined {
    this.#putToSleep(node, done);
    const { branches = [], sleep } = node;
    for (let branch = branches.shift(); branch !== undefined; branch = branches.shift()) {
      this.#sequence.clear();
      const { children, from, path, to } = branch;
      // Only chains can be compared.
      for (let at = from; at < to && children.length === 0; at += 1) {
        const event = path.events[at];
        if (event?.standsBefore !== undefined) {
          this.#sequence.clear();
          break;
        }
        if (event !== undefined) this.#sequence.push(event);
      }
      // A branch that turned out to touch less than where it was planned covers sequences that were planned beside it.
      const isExplored = (asleep: Event): boolean => {
        const index = this.#trees.indexAsInitial(asleep, this.#sequence) ?? 0;
        const same = index > 0 ? this.#sequence.at(index) : undefined;
        return same !== undefined && takesSame(asleep, same);
      };
      if (!sleep.some(isExplored)) return branch;
    }
    return undefined;
  }

  #putToSleep(node: Node | undefined, event: Event | undefined): void {
    if (node !== undefined && event !== undefined) node.sleep = [...node.sleep, event];
  }

  /** The sleeping events that do not depend on an event. */
  #stillAsleep(sleep: readonly Event[], event: Event): readonly Event[] {
    if (sleep.length === 0) return sleep;
    const wide = this.#footprints.widest(event);
    const isAsleep = (asleep: Event): boolean =>
      asleep !== event.standsBefore && !this.#dependence.areDependent(this.#footprints.widest(asleep), wide);
    return sleep.every(isAsleep) ? sleep : sleep.filter(isAsleep);
  }

  #overslept(sleep: readonly Event[], overslept: readonly Event[], planned: Event): readonly Event[] {
    const isOverslept = (asleep: Event): boolean =>
      overslept.includes(asleep) || this.#dependence.areDependent(asleep, planned);
    return sleep.some(isOverslept) ? sleep.filter(isOverslept) : NO_SLEEP;
  }

  #enterNode(sleep: readonly Event[], branches: Branch[] | undefined): void {
    const { executions } = this;
    const node = this.#nodes[this.#size];
    this.#size += 1;
    if (node === undefined) {
      this.#nodes.push({ sleep, branches, first: executions, current: executions, explored: 1 });
      return;
    }
    node.sleep = sleep;
    node.branches = branches;
    node.first = executions;
    node.current = executions;
    node.explored = 1;
  }
}

function withoutAll(sleep: readonly Event[], others: readonly Event[]): readonly Event[] {
  return sleep.filter((asleep) => !others.includes(asleep));
}

function isSame(one: Event, other: Event): boolean {
  return one.process === other.process && takesSame(one, other);
}
