// What a reduction leaves for the test of its proof: the digest of each class that it ran, and some of its executions in
// another order.

import { Generator, seedExecution } from "../../choice/index.ts";
import type { RootSeed } from "../../choice/index.ts";
import type { Observer, Outcome } from "../../kernel/index.ts";
import type { Move, TreeSearcher } from "../../strategy/index.ts";
import { ClassDigests } from "./class-digests.ts";
import { Digester } from "./digest.ts";

/** Samples at least and at most, up to half of them other orders of executions of the search. */
const FEWEST = 100;
const MOST = 4_096;
/** Between these, so many executions of the search have one sample: more would take too long a time of the whole. */
const EXECUTIONS_PER_SAMPLE = 4;
/**
 * Half of the other orders mix the steps of all tasks; the others prefer the task that began last, and another only once
 * in so many steps, so that tasks run far ahead of each other.
 */
const REVERSED_IN_A_ROW = 8;
/** Executions of the search that are kept at most. */
const CAPACITY = MOST / 2;

/** An execution of the search in another order. */
export interface Reordered {
  readonly moves: readonly Move[];
  /** The moves of the execution of the search. */
  readonly original: readonly Move[];
  /** Its class, and the digest of it. */
  readonly number: number;
  readonly digest: number;
}

/** Watches the executions of a search. */
export class ProofRecord {
  readonly digests: ClassDigests = new ClassDigests();
  readonly #searcher: TreeSearcher;
  readonly #digester: Digester = new Digester();
  readonly #generator: Generator = new Generator();
  /** Some of the executions, drawn alike. */
  readonly #drawn: Reordered[] = [];
  /** The executions from which these were drawn. */
  #candidates = 0;
  /** An execution of the search whose class was run before with another digest. */
  #differing: Reordered | undefined = undefined;
  #executions = 0;

  constructor(searcher: TreeSearcher, seed: RootSeed) {
    this.#searcher = searcher;
    seedExecution(this.#generator, seed, 0);
  }

  /** The number of samples of the test. */
  get samples(): number {
    return Math.min(MOST, Math.max(FEWEST, Math.ceil(this.#executions / EXECUTIONS_PER_SAMPLE)));
  }

  /** Executions in other orders: each once, at most half of the samples. */
  get reordered(): readonly Reordered[] {
    const differing = this.#differing === undefined ? [] : [this.#differing];
    return [...differing, ...this.#drawn].slice(0, Math.floor(this.samples / 2));
  }

  /** The observer of the next execution. */
  observe(): Observer {
    return this.#digester.restart();
  }

  /** An execution of the search has ended. */
  ended(number: number, outcome: Outcome): void {
    const own = this.#digester.digest(outcome);
    const digest = this.digests.add(number, own);
    // A redundant execution is a sample that has been run already.
    if (own !== digest) this.#differing ??= { moves: this.#searcher.moves(), original: [], number, digest };
    const index = this.#executions;
    this.#executions += 1;
    const isDrawn = index < FEWEST / 2 || this.#generator.below(2 * EXECUTIONS_PER_SAMPLE) === 0;
    if (!isDrawn) return;
    // Algorithm R (Vitter, "Random sampling with a reservoir", 1985).
    const at = this.#candidates < CAPACITY ? this.#candidates : this.#generator.below(this.#candidates + 1);
    this.#candidates += 1;
    if (at < CAPACITY) this.#drawn[at] = { moves: this.#reorder(), original: this.#searcher.moves(), number, digest };
  }

  #reorder(): readonly Move[] {
    const isMixed = this.#generator.below(2) === 0;
    return this.#searcher.reordered(({ length }) =>
      isMixed || this.#generator.below(REVERSED_IN_A_ROW) === 0 ? this.#generator.below(length) : length - 1,
    );
  }
}
