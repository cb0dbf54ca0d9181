// The tree of executions, explored depth first: the branches that remain to be explored, and the sleep sets.
//
// The search cannot be divided among threads: a sequence found below one branch may have to be inserted below the next,
// and must be there before that one is explored.

import { areDependent } from "../../../trace/index.ts";
import { Claims } from "./claims.ts";
import { indexAsInitial, takesSame } from "./events/event.ts";
import type { Event } from "./events/event.ts";
import type { KnownFootprints } from "./events/known-footprints.ts";

// The wakeup trees: the sequences that remain to be explored from a node, ordered, so that each leads to executions that
// none of the others leads to. Abdulla, Aronis, Jonsson, Sagonas, "Source sets: a foundation for optimal dynamic partial
// order reduction" (JACM 64, 2017), section 6.

/**
 * One event and its continuations; a leaf leaves the continuation open. Most are chains, kept as arrays until accessed.
 */
export interface Branch {
  event: Event;
  readonly children: Branch[];
  /** The continuation, from index `from` on, until it is turned into children. */
  chain: readonly Event[] | undefined;
  readonly from: number;
  /** The sequences that it was taken to cover, as far as that can turn out to be wrong. */
  claims: Claims | undefined;
}

/** The continuations of a branch. */
export function childrenOf(branch: Branch): Branch[] {
  const { chain, children, from } = branch;
  const event = chain?.[from];
  if (event !== undefined) children.push({ event, children: [], chain, from: from + 1, claims: undefined });
  branch.chain = undefined;
  return children;
}

/** The events of a branch, if it is a chain; else none. */
function sequenceOf(branch: Branch): readonly Event[] {
  const sequence: Event[] = [];
  for (let next: Branch | undefined = branch; next !== undefined; [next] = next.children) {
    if (next.event.standsBefore !== undefined || next.children.length > 1) return [];
    sequence.push(next.event);
    if (next.chain !== undefined) sequence.push(...next.chain.slice(next.from));
  }
  return sequence.some(({ standsBefore }) => standsBefore !== undefined) ? [] : sequence;
}

/** Adds a sequence, unless one of the branches already leads to the same executions. Consumes the sequence. */
function insertSequence(branches: Branch[], sequence: Event[], widest: (event: Event) => Event): void {
  let siblings = branches;
  let isFootprintCertain = true;
  for (;;) {
    let next: Branch[] | undefined;
    for (const branch of siblings) {
      const index = indexAsInitial(branch.event, sequence, widest);
      if (index === undefined) continue;
      if (index !== 0) (branch.claims ??= new Claims()).add(sequence, index < 0 ? sequence.length : index);
      // A fault may be both: one that comes before an event, and one that stands for the end.
      const { standsBefore } = sequence[index] ?? branch.event;
      if (index === 0 && standsBefore !== undefined) branch.event = { ...branch.event, standsBefore };
      next = childrenOf(branch);
      isFootprintCertain &&= branch.event.touches === undefined && branch.event.ends === undefined;
      if (index >= 0) sequence.splice(index, 1);
      if (next.length > 0) break;
      if (!isFootprintCertain && sequence.length > 0) (branch.claims ??= new Claims()).addContinuation(sequence);
      return;
    }
    const [event] = sequence;
    if (event === undefined) return;
    if (next === undefined) {
      siblings.push({ event, children: [], chain: sequence.slice(1), from: 0, claims: undefined });
      return;
    }
    siblings = next;
  }
}

/** The state before an event. */
interface Node {
  /** The sleep set: events whose executions from here have all been explored. */
  readonly sleep: Event[];
  /** The branches that remain to be explored from here, after the current event. */
  readonly branches: Branch[];
  /**
   * For the estimate: the numbers of executions before this node and before its current event; its number of events.
   */
  readonly first: number;
  current: number;
  explored: number;
}

/** A depth-first search. */
export class WakeupSearch {
  readonly #nodes: Node[];
  readonly #footprints: KnownFootprints;
  readonly #widest = (event: Event): Event => this.#footprints.widest(event);
  /** The events prescribed for the next execution after the prefix that it shares with the previous one, if any. */
  guide: Branch | undefined = undefined;
  executions = 0;
  /** Redundant executions, and executions that could not perform a prescribed event. */
  blocked = 0;
  #abandoned: { readonly depth: number; readonly event: Event } | undefined = undefined;

  constructor(footprints: KnownFootprints) {
    this.#footprints = footprints;
    this.#nodes = [this.#createNode([], [])];
  }

  /** The number of events that the next execution shares with the previous one. */
  get depth(): number {
    return Math.max(0, this.#nodes.length - 1);
  }

  /** The events that fail next unless something that they depend on comes first; known from earlier executions. */
  get failing(): readonly Event[] {
    return this.#nodes.at(-1)?.sleep.filter(({ isFatal }) => isFatal) ?? [];
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
   * Inserts a sequence that reverses a race of the execution at a node; consumes the sequence.
   * @param widest its last event with everything that it may touch there: it was observed after the event it raced
   * with, never before. Sleeping events must be independent of all of that; if one is dependent, an execution that
   * began with it has shown so.
   */
  insert(at: number, sequence: Event[], widest: Event): void {
    const node = this.#nodes[at];
    const last = sequence.pop();
    if (node === undefined || last === undefined) return;
    sequence.push(widest);
    const { standsBefore } = last;
    // What it stands before follows, and does not lead to a fault at the end, where none is injected.
    if (standsBefore !== undefined) sequence.push(standsBefore);
    const isCovered = (asleep: Event): boolean =>
      asleep.process !== standsBefore?.process && indexAsInitial(asleep, sequence, this.#widest) !== undefined;
    if (node.sleep.some(isCovered)) return;
    if (standsBefore !== undefined) sequence.pop();
    sequence[sequence.length - 1] = last;
    insertSequence(node.branches, sequence, this.#widest);
  }

  /** Advances to the next execution; false when there is none. */
  advance(events: readonly Event[]): boolean {
    for (let node = this.#nodes.at(-1); node !== undefined; node = this.#nodes.at(-1)) {
      const done = events[this.depth];
      if (done !== undefined) node.sleep.push(done);
      const branch = this.#nextBranch(node);
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
   * The estimated total number of executions, if the unexplored subtrees are as large as the explored ones (Knuth,
   * "Estimating the efficiency of backtrack programs", 1975, weighted by what is known of each node).
   */
  get estimate(): number {
    let estimate = 1;
    for (const { branches, current, explored, first } of this.#nodes.toReversed()) {
      const soFar = current - first + estimate;
      estimate = soFar + (branches.length * soFar) / explored;
    }
    return Math.max(estimate, this.executions);
  }

  #extend(events: readonly Event[]): void {
    let branch = this.guide;
    let isBlocked = this.#abandoned !== undefined;
    const refuted: { readonly depth: number; readonly sequence: readonly Event[] }[] = [];
    // The sleeping events that the branch was taken to wake, and did not.
    let overslept: readonly Event[] = [];
    for (let depth = this.depth; depth < events.length; depth += 1) {
      const event = events[depth];
      const node = this.#nodes[depth];
      if (event === undefined || node === undefined) break;
      isBlocked ||= branch === undefined && node.sleep.some((asleep) => isSame(asleep, event));
      const claims = depth === this.#abandoned?.depth ? undefined : branch?.claims;
      for (const sequence of claims?.refuted(event) ?? []) refuted.push({ depth, sequence });
      if (branch !== undefined && claims?.isDoubtful(event, branch.event) === true) this.#footprints.distrust(event);
      let sleep =
        node.sleep.length === 0
          ? []
          : this.#stillAsleep(node.sleep, event).filter((asleep) => asleep !== event.standsBefore);
      const planned = branch?.event;
      if (planned !== undefined && sleep.length > 0)
        overslept = sleep.filter((asleep) => overslept.includes(asleep) || areDependent(asleep, planned));
      const [next, ...siblings] = branch === undefined ? [] : childrenOf(branch);
      if (branch !== undefined && next === undefined && overslept.length > 0 && claims !== undefined) {
        const { continuations } = claims;
        if (continuations === undefined) sleep = sleep.filter((asleep) => !overslept.includes(asleep));
        else for (const sequence of continuations) refuted.push({ depth: depth + 1, sequence });
      }
      branch = next;
      this.#nodes.push(this.#createNode(sleep, siblings));
    }
    if (this.#abandoned !== undefined) this.#nodes[this.#abandoned.depth]?.sleep.push(this.#abandoned.event);
    this.#abandoned = undefined;
    if (isBlocked) this.blocked += 1;
    this.guide = undefined;
    for (const { depth, sequence } of refuted) {
      const last = sequence.at(-1);
      const next = events[depth];
      const isUnderWay = next !== undefined && indexAsInitial(next, sequence, this.#widest) !== undefined;
      if (last !== undefined && !isUnderWay) this.insert(depth, [...sequence], last);
    }
  }

  /** The next branch of a node, without those that lead to what has been explored meanwhile. */
  #nextBranch({ branches, sleep }: Node): Branch | undefined {
    for (let branch = branches.shift(); branch !== undefined; branch = branches.shift()) {
      const sequence = sequenceOf(branch);
      // A branch that turned out to touch less than where it was planned covers sequences that were planned beside it.
      const isExplored = (asleep: Event): boolean => {
        const index = indexAsInitial(asleep, sequence, this.#widest) ?? 0;
        const same = index > 0 ? sequence[index] : undefined;
        return same !== undefined && takesSame(asleep, same);
      };
      if (!sleep.some(isExplored)) return branch;
    }
    return undefined;
  }

  /** The sleeping events that do not depend on an event. */
  #stillAsleep(sleep: readonly Event[], event: Event): Event[] {
    const wide = this.#widest(event);
    return sleep.filter((asleep) => !areDependent(this.#widest(asleep), wide));
  }

  #createNode(sleep: Event[], branches: Branch[]): Node {
    const { executions } = this;
    return { sleep, branches, first: executions, current: executions, explored: 1 };
  }
}

function isSame(one: Event, other: Event): boolean {
  return one.process === other.process && takesSame(one, other);
}
