// How far a search may go: so many states, which gives the same answer everywhere, or so much time, which does not.

import { UsageError } from "../../errors.ts";

/** What ends a search that has found nothing. */
export interface SearchLimits {
  /**
   * How many states may be reached; each is kept, so it bounds memory too: some 40 bytes each, and an eighth of a byte
   * more for each operation that overlaps the state. Default 1,000,000.
   */
  readonly maxStates?: number;
  /** Milliseconds of real time. Default: none; with it the verdict depends on the machine. */
  readonly budgetMs?: number;
  /** The clock of `budgetMs`, in milliseconds. Default: the real one, inside an execution too. */
  readonly now?: () => number;
}

/** Which limit ended a search. */
export type SpentLimit = "maxStates" | "budgetMs";

// Taken when the module is loaded: inside an execution the global clock is virtual.
// oxlint-disable-next-line no-restricted-globals -- only searches with a time limit read it
const realNow = performance.now.bind(performance);

const DEFAULT_MAX_STATES = 1_000_000;
/** States between two looks at the clock, minus one; a power of two minus one. */
const CLOCK_MASK = 0xff;

/** What is left of the limits. */
export class SearchBudget {
  readonly #maxStates: number;
  readonly #end: number;
  readonly #now: () => number;
  #spent = 0;
  #limit: SpentLimit | undefined = undefined;

  /** @param end when the time is over, on the clock `now` */
  constructor(maxStates: number, end: number = Number.POSITIVE_INFINITY, now: () => number = realNow) {
    this.#maxStates = maxStates;
    this.#end = end;
    this.#now = now;
  }

  /** The states that were reached so far. */
  get spent(): number {
    return this.#spent;
  }

  /** Which limit has been met. */
  get limit(): SpentLimit | undefined {
    return this.#limit;
  }

  /** A further state was reached. @returns false when it is one too many */
  spend(): boolean {
    if (this.#limit !== undefined) return false;
    this.#spent += 1;
    if (this.#spent > this.#maxStates) this.#limit = "maxStates";
    else if (this.#end < Number.POSITIVE_INFINITY && (this.#spent & CLOCK_MASK) === 0 && this.#now() > this.#end) {
      this.#limit = "budgetMs";
    }
    return this.#limit === undefined;
  }

  /** A budget out of this one: what it spends, both spend. */
  share(maxStates: number): SearchBudget {
    return new SearchBudget(Math.max(0, Math.min(maxStates, this.#maxStates - this.#spent)), this.#end, this.#now);
  }

  /** Counts what a share has spent. */
  settle({ spent }: SearchBudget): void {
    this.#spent += spent;
  }
}

/** @throws UsageError (`invalid-option`) */
export function budgetOf({ budgetMs, maxStates = DEFAULT_MAX_STATES, now = realNow }: SearchLimits): SearchBudget {
  checkLimit("maxStates", maxStates);
  if (budgetMs === undefined) return new SearchBudget(maxStates);
  checkLimit("budgetMs", budgetMs);
  return new SearchBudget(maxStates, now() + budgetMs, now);
}

function checkLimit(name: string, value: unknown): void {
  if (typeof value === "number" && value >= 0) return;
  throw new UsageError(`The option ${name} is a number from 0 on, but got ${String(value)}.`, {
    code: "invalid-option",
  });
}
