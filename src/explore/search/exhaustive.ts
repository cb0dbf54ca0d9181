// An exploration by exhaustive search: parts of the space are given out in rounds, searched here or by workers, and
// merged in order. Which parts there are depends on the results before only, so any number of workers gives one report.

import { must } from "../../errors.ts";
import { BatchRunner } from "./batch.ts";
import type { BatchResult, IndexRange } from "../workers/batch-result.ts";
import type { BatchOptions } from "./batch.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import type { SearchState } from "./report.ts";
import type { Host } from "../setup/host.ts";
import type { ExplorationResults } from "./results.ts";
import type { Plan } from "../setup/options.ts";
import type { Part, Rest, Searcher, SearchSpace } from "../../strategy/index.ts";

/** Parts that are given out together. Fewer would let workers wait, more would make progress coarse. */
const PARTS_PER_ROUND = 16;
/** Executions of one part at most: a share of those before, so that the first parts are small. */
const SHARE = 1 / 8;
const LEAST = 64;
const MOST = 2_048;
/** Wall-clock milliseconds between two looks at the budget while workers search. */
const LOOK_MS = 50;

/** A part that shall be searched, and its executions. */
export interface PartJob {
  readonly part: Part;
  readonly range: IndexRange;
}

/** What came of one. */
export interface PartResult {
  readonly batch: BatchResult;
  readonly blocked: number;
  readonly isBounded: boolean;
  readonly isDone: boolean;
  readonly rest: Rest;
}

/** Searches until all has been run, the budget is spent or the ledger has enough. */
export function searchExhaustively(
  host: Host,
  plan: Plan,
  results: ExplorationResults,
  labour: Labour,
): Promise<SearchState> {
  return new ExhaustiveSearch(host, plan, results, labour).run();
}

/** Who searches parts. */
export interface Labour {
  /** Searches parts; gives their results in order, fewer when there is no need for more. */
  search(space: SearchSpace, jobs: readonly PartJob[]): Promise<readonly PartResult[]>;
}

class ExhaustiveSearch {
  readonly #host: Host;
  readonly #plan: Plan;
  readonly #results: ExplorationResults;
  readonly #labour: Labour;
  readonly #space: SearchSpace;
  #blocked = 0;
  #isBounded = false;
  #isCut = false;

  constructor(host: Host, plan: Plan, results: ExplorationResults, labour: Labour) {
    this.#host = host;
    this.#plan = plan;
    this.#results = results;
    this.#labour = labour;
    this.#space = must(plan.exhaustive, "the strategy is an exhaustive one").open();
  }

  async run(): Promise<SearchState> {
    const stopLooking = this.#host.every(LOOK_MS, () => {
      this.#showProgress();
    });
    let isDone = false;
    try {
      while (!isDone && !this.#isCut && !this.#results.isEnough) isDone = await this.#round();
    } finally {
      stopLooking();
    }
    const isExhausted = isDone && !this.#isBounded;
    return { isDone, isExhausted, blocked: this.#blocked, estimate: this.#estimate };
  }

  /** Searches a few parts; true when there is none. */
  async #round(): Promise<boolean> {
    const jobs = this.#commission();
    if (jobs.length === 0) return this.#space.left === 0;
    const results = await this.#labour.search(this.#space, jobs);
    for (const [index, job] of jobs.entries()) {
      const result = results[index];
      if (result === undefined || (result.batch.count === 0 && !result.isDone)) this.#isCut = true;
      else await this.#absorb(job, result);
      if (this.#isCut || this.#results.isEnough) return false;
    }
    this.#showProgress();
    return false;
  }

  #commission(): readonly PartJob[] {
    const { executions } = this.#results;
    const most = Math.min(MOST, Math.max(LEAST, Math.ceil(executions * SHARE)));
    let left = this.#plan.executions - executions;
    const jobs: PartJob[] = [];
    while (jobs.length < PARTS_PER_ROUND && left > 0) {
      const part = this.#space.take();
      if (part === undefined) break;
      const size = Math.min(most, left);
      jobs.push({ part, range: { from: 0, to: size } });
      left -= size;
    }
    if (jobs.length === 0 && this.#space.left > 0) this.#isCut = true;
    return jobs;
  }

  async #absorb({ part }: PartJob, { batch, blocked, isBounded, rest }: PartResult): Promise<void> {
    this.#space.merge(part, rest, batch.count);
    this.#blocked += blocked;
    this.#isBounded ||= isBounded;
    const from = this.#results.executions;
    const failures = batch.failures.map((failure) => ({ ...failure, index: failure.index - batch.from + from }));
    const leaks = batch.leaks.map(({ index, wait }) => ({ index: index - batch.from + from, wait }));
    await this.#results.absorb({ ...batch, from, failures, leaks });
  }

  get #estimate(): number {
    return this.#results.executions + this.#space.left;
  }

  #showProgress(): void {
    this.#results.showProgress(Math.min(this.#plan.executions, Math.round(this.#estimate)));
  }
}

/** Searches in this thread, one part after the other. */
export function searchInThread(host: Host, program: () => unknown, plan: Plan, results: ExplorationResults): Labour {
  return {
    async search(space, jobs) {
      const partResults: PartResult[] = [];
      const failing = new Set<string>();
      for (const { part, range } of jobs) {
        const searcher = space.search(part);
        const before = searcher.blocked;
        const batch = await searchPart({ host, plan, program }, searcher, range, () => results.isCut);
        partResults.push(resultOf(searcher, batch, before));
        for (const { signature } of batch.failures) failing.add(signature);
        if (failing.size >= plan.stopAfter || results.isCut) break;
      }
      return partResults;
    },
  };
}

/** Searches by workers, each part by whoever is free. */
export function searchInWorkers(pool: WorkerPool, results: ExplorationResults, host: Host): Labour {
  return {
    async search(_space, jobs) {
      const stopLooking = host.every(LOOK_MS, () => {
        if (results.isCut) pool.cancel();
      });
      try {
        return await Promise.all(jobs.map((job) => pool.run("part", job)));
      } finally {
        stopLooking();
      }
    },
  };
}

/** What came of the executions of a block; a searcher may have run others before. */
export function resultOf(searcher: Searcher, batch: BatchResult, blockedBefore: number): PartResult {
  const { isBounded, isDone } = searcher;
  const rest: Rest = batch.count === 0 ? { kind: "rest" } : searcher.rest();
  return { batch, blocked: searcher.blocked - blockedBefore, isBounded, isDone, rest };
}

/** What all parts have in common. */
interface Searching {
  readonly host: Host;
  readonly plan: BatchOptions;
  readonly program: () => unknown;
}

/** Runs the executions of one part, at most as many as the span says. */
export async function searchPart(
  { host, plan, program }: Searching,
  searcher: Searcher,
  range: IndexRange,
  isCut: () => boolean,
): Promise<BatchResult> {
  let next: IndexRange | undefined = range;
  let result: BatchResult | undefined;
  const runner = new BatchRunner(
    host,
    program,
    { ...plan, strategy: searcher },
    {
      next() {
        const given = next;
        next = undefined;
        return given;
      },
      done(batch) {
        result = copyOf(batch);
      },
      isCut,
    },
  );
  await runner.run();
  return must(result, "a block that was opened is closed");
}

/** A result that holds when the runner goes on: only as much as was run. */
function copyOf(batch: BatchResult): BatchResult {
  const { classes, count, ends, members, steps } = batch;
  return {
    ...batch,
    classes: classes.slice(0, count),
    steps: steps.slice(0, count),
    ends: ends.slice(0, count),
    members: members.slice(0, count),
  };
}
