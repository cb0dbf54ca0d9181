// Counts of distinct classes: in total, seen once and seen twice, per strategy. A hash set of doubles in typed arrays:
// a Set of boxed numbers would take five times the memory and garbage collection time.

const INITIAL_CAPACITY = 1_024;

// The state of a slot: 0 while free, else the number of times its class was seen times 256, plus the member that saw
// it.
const ONCE = 0x100;
const TWICE = 0x200;
const MORE = 0x300;
/** Stands for two different members. */
const SEVERAL = 0xff;

/** The number of members that are distinguished. */
export const MAX_MEMBERS: number = SEVERAL;

/** An estimated probability. */
export interface Estimate {
  /**
   * The probability that one more execution shows a new class (Good, "The population frequencies of species and the
   * estimation of population parameters", 1953; due to Turing): the share of executions whose class was seen once.
   * For one of several members, the share of its own executions whose class no other execution of any member saw.
   */
  readonly newClassProbability: number;
  /**
   * Its standard error: √(f₁·(1 − f₁/n) + 2·f₂) / n, for f₁ classes seen once and f₂ seen twice in n executions
   * (Esty, "A normal limit law for a nonparametric estimator of the coverage of a random sample", 1983).
   */
  readonly newClassProbabilityError: number;
}

interface Share {
  executions: number;
  /** Classes that it saw first. */
  first: number;
  once: number;
  twice: number;
}

/** Counts classes by their hash. */
export class ClassCounter {
  #slots: Float64Array = new Float64Array(INITIAL_CAPACITY);
  #states: Uint16Array = new Uint16Array(INITIAL_CAPACITY);
  readonly #total: Share = emptyShare();
  readonly #members: Share[] = [];

  /** The number of distinct classes. */
  get distinct(): number {
    return this.#total.first;
  }

  /** The probability that one more execution shows a new class. */
  get estimate(): Estimate {
    return estimateOf(this.#total);
  }

  /** The counts of a member, and the probability that one more execution of it shows a new class. */
  of(member: number): Estimate & { readonly executions: number; readonly classes: number } {
    const share = this.#members[member] ?? emptyShare();
    return { executions: share.executions, classes: share.first, ...estimateOf(share) };
  }

  /**
   * Counts an execution.
   * @param member the strategy that ran it, below `MAX_MEMBERS`
   * @returns whether its class is new
   */
  add(number: number, member: number = 0): boolean {
    const share = this.#share(member);
    const total = this.#total;
    total.executions += 1;
    share.executions += 1;
    const slot = this.#find(number);
    const state = this.#states[slot] ?? 0;
    if (state >= MORE) return false;
    const before = state & 0xff;
    if (state >= TWICE) {
      this.#states[slot] = MORE;
      total.twice -= 1;
      if (before !== SEVERAL) this.#share(before).twice -= 1;
      return false;
    }
    if (state >= ONCE) {
      const isSameMember = before === member;
      this.#states[slot] = TWICE + (isSameMember ? member : SEVERAL);
      total.once -= 1;
      total.twice += 1;
      this.#share(before).once -= 1;
      if (isSameMember) share.twice += 1;
      return false;
    }
    this.#slots[slot] = number;
    this.#states[slot] = ONCE + member;
    total.first += 1;
    total.once += 1;
    share.first += 1;
    share.once += 1;
    if (total.first * 2 > this.#slots.length) this.#grow();
    return true;
  }

  #share(member: number): Share {
    return (this.#members[member] ??= emptyShare());
  }

  #find(number: number): number {
    const mask = this.#slots.length - 1;
    let slot = (number % 0x1_0000_0000) & mask;
    while (this.#states[slot] !== 0 && this.#slots[slot] !== number) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const slots = this.#slots;
    const states = this.#states;
    this.#slots = new Float64Array(slots.length * 2);
    this.#states = new Uint16Array(slots.length * 2);
    for (let index = 0; index < slots.length; index += 1) {
      const state = states[index] ?? 0;
      if (state === 0) continue;
      const number = slots[index] ?? 0;
      const slot = this.#find(number);
      this.#slots[slot] = number;
      this.#states[slot] = state;
    }
  }
}

function emptyShare(): Share {
  return { executions: 0, first: 0, once: 0, twice: 0 };
}

function estimateOf({ executions, once, twice }: Share): Estimate {
  if (executions === 0) return { newClassProbability: 1, newClassProbabilityError: 1 };
  const variance = once * (1 - once / executions) + 2 * twice;
  return { newClassProbability: once / executions, newClassProbabilityError: Math.sqrt(variance) / executions };
}
