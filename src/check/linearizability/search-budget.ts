// The limits of a search: a number of states, which is deterministic, or an amount of time, which is not.

import { invalidOption } from "../../options.ts";

/** Limits that end a search without a verdict. */
export interface SearchLimits {
  /**
   * The maximum number of states. Each is kept, so it also bounds memory: about 40 bytes each, plus an eighth of a byte
   * for each operation that overlaps the state. Default 1,000,000.
   */
  readonly maxStates?: number;
  /** Milliseconds of real time. Default: unlimited; with a limit the verdict depends on the machine. */
  readonly budgetMs?: number;
  /** The clock for `budgetMs`, in milliseconds. Default: the real one, even inside an execution. */
  readonly now?: () => number;
}

/** The limit that ended a search. */
export type SpentLimit = "maxStates" | "budgetMs";

// Captured when the module is loaded: inside an execution the global clock is virtual.
// oxlint-disable-next-line no-restricted-globals -- only searches with a time limit read it
const realNow = performance.now.bind(performance);

const DEFAULT_MAX_STATES = 1_000_000;
/** States between two readings of the clock, minus one; a power of two minus one. */
const CLOCK_MASK = 0xff;

/** The remaining budget of a search. */
export class SearchBudget {
  readonly #maxStates: number;
  readonly #end: number;
  readonly #now: () => number;
  #spent = 0;
  #limit: SpentLimit | undefined = undefined;

  /** @param end the deadline on the clock `now` */
  constructor(maxStates: number, end: number = Number.POSITIVE_INFINITY, now: () => number = realNow) {
    this.#maxStates = maxStates;
    this.#end = end;
    this.#now = now;
  }

  /** The number of states so far. */
  get spent(): number {
    return this.#spent;
  }

  /** The limit that was exceeded, if any. */
  get limit(): SpentLimit | undefined {
    return this.#limit;
  }

  /** Counts a state. @returns false if a limit is exceeded */
  spend(): boolean {
    if (this.#limit !== undefined) return false;
    this.#spent += 1;
    if (this.#spent > this.#maxStates) this.#limit = "maxStates";
    else if (this.#end < Number.POSITIVE_INFINITY && (this.#spent & CLOCK_MASK) === 0 && this.#now() > this.#end) {
      this.#limit = "budgetMs";
    }
    return this.#limit === undefined;
  }

  /** A smaller budget within this one; `settle` adds its states to this one. */
  share(maxStates: number): SearchBudget {
    return new SearchBudget(Math.max(0, Math.min(maxStates, this.#maxStates - this.#spent)), this.#end, this.#now);
  }

  /** Counts the states of a share. */
  settle({ spent }: SearchBudget): void {
    this.#spent += spent;
  }
}

/** The budget for the given limits. @throws UsageError (`invalid-option`) */
export function budgetOf({ budgetMs, maxStates = DEFAULT_MAX_STATES, now = realNow }: SearchLimits): SearchBudget {
  checkLimit("maxStates", maxStates);
  if (budgetMs === undefined) return new SearchBudget(maxStates);
  checkLimit("budgetMs", budgetMs);
  return new SearchBudget(maxStates, now() + budgetMs, now);
}

function checkLimit(name: string, value: unknown): void {
  if (typeof value === "number" && value >= 0) return;
  throw invalidOption(`The option ${name} of a history check`, "a number of at least 0", value);
}
