// What a wakeup tree takes for granted: a branch covers a sequence since its event touches nothing that the sequence
// touches before the same task's turn. The event was seen after another past. When it is performed here, it can turn out
// to touch more; then the sequences that it does not cover are planned after all.

import type { Dependence } from "../events/dependence.ts";
import type { Event, EventAccess } from "../events/event.ts";
import type { Sequence } from "./sequence.ts";

/** A sequence whose first `count` events the event of a branch was taken to be independent of. */
interface Claim {
  readonly sequence: readonly Event[];
  readonly count: number;
}

/** Sequences of each kind kept for each branch; of the others only what they touch, or that there are more. */
const MOST = 32;

const NONE: readonly (readonly Event[])[] = [];

/** The claims of one event of a path. */
export class Claims {
  /** The index of the event. */
  readonly at: number;
  readonly #kept: Claim[] = [];
  /** What the first events of the other sequences touch, and the owners of these events; if there are any. */
  #objects: Set<number> | undefined = undefined;
  #owners: Set<number> | undefined = undefined;
  /** What is left of the sequences that begin with all events of a branch that leaves the continuation open. */
  #continuations: readonly (readonly Event[])[] = NONE;
  #hasMore = false;

  constructor(at: number) {
    this.at = at;
  }

  /** Adds a sequence that the branch leads to, whatever comes after it, without the events of the branch. */
  addContinuation(sequence: Sequence): void {
    if (this.#hasMore || this.#continuations.some((other) => isEqual(other, sequence))) return;
    if (this.#continuations.length < MOST) this.#continuations = [...this.#continuations, sequence.events()];
    else this.#hasMore = true;
  }

  /** The continuations, `undefined` if there were too many to keep. */
  get continuations(): readonly (readonly Event[])[] | undefined {
    return this.#hasMore ? undefined : this.#continuations;
  }

  /** Adds a claim. */
  add(sequence: Sequence, count: number): void {
    if (this.#objects === undefined) {
      for (const claim of this.#kept) if (isSame(claim, sequence, count)) return;
      if (this.#kept.length < MOST) {
        this.#kept.push({ sequence: sequence.events(), count });
        return;
      }
    }
    this.#objects ??= new Set();
    this.#owners ??= new Set();
    for (const event of sequence.events().slice(0, count)) {
      this.#owners.add(event.ownerKey);
      note(this.#objects, event);
      if (event.secondObject >= 0) this.#objects.add(event.secondObject);
      for (const touch of event.touches ?? []) note(this.#objects, touch);
    }
  }

  /** The sequences that are not covered, now that the event of the branch has been performed. */
  refuted(event: Event, dependence: Dependence): readonly (readonly Event[])[] {
    return this.#kept
      .filter(({ count, sequence }) => sequence.slice(0, count).some((other) => dependence.areDependent(other, event)))
      .map(({ sequence }) => sequence);
  }

  /** Whether a sequence that was not kept may not be covered: the event touches what it did not where it was planned. */
  isDoubtful({ ends, touches }: Event, planned: Event): boolean {
    const objects = this.#objects;
    if (objects === undefined) return false;
    const isNoted = ({ access, object, parent }: EventAccess): boolean =>
      (objects.has(object) || objects.has(parent)) &&
      planned.touches?.some((touch) => touch.object === object && touch.access === access) !== true;
    if (touches?.some(isNoted) === true) return true;
    return ends?.some((owner) => this.#owners?.has(owner) === true && planned.ends?.includes(owner) !== true) === true;
  }
}

function isSame(claim: Claim, sequence: Sequence, count: number): boolean {
  return claim.count === count && isEqual(claim.sequence, sequence);
}

/** Sequences of one branch differ at their ends. */
function isEqual(one: readonly Event[], other: Sequence): boolean {
  if (one.length !== other.length) return false;
  for (let index = one.length - 1; index >= 0; index -= 1) if (one[index] !== other.at(index)) return false;
  return true;
}

function note(objects: Set<number>, { object, parent }: Pick<EventAccess, "object" | "parent">): void {
  if (object >= 0) objects.add(object);
  if (parent >= 0) objects.add(parent);
}
