// What an exhaustive search has left: the rest of a tree, or parts of it, which this thread or workers search.

import { must } from "../../errors.ts";
import type { Exhaustive, PartSearcher, Searcher, TreeSearcher } from "../../strategy/index.ts";
import type { Program } from "../setup/program.ts";
import type { Host } from "../setup/host.ts";
import type { BatchResult, IndexRange } from "../workers/batch-result.ts";
import type { PartJob, PartResult, SearchResult } from "../workers/part-job.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import { BatchRunner } from "./batch.ts";
import type { BatchOptions } from "./batch.ts";
import type { ExplorationResults } from "./results.ts";
import { UnsearchedParts } from "./unsearched-parts.ts";

/** Wall-clock milliseconds between two checks of the budget. */
export const POLL_MS = 50;
/** Parts per round. With fewer, workers would wait; with more, progress would be coarse. */
const PARTS_PER_ROUND = 16;

/** Searches parts; returns their results in order, fewer if no more are needed. */
export type SearchParts = (jobs: readonly PartJob[]) => Promise<readonly PartResult[]>;

type PartStrategy = Extract<Exhaustive, { kind: "parts" }>;

/** The part of the search that is left, run in rounds. */
export interface Frontier<Result extends SearchResult> {
  /** The estimated number of executions that are left; 0 if none is. */
  readonly left: number;
  /**
   * Runs the next round.
   * @param maxBatch executions of one batch at most
   * @param budget executions of the round at most
   * @returns one result per batch, in order, `undefined` for batches that were not needed; empty if there is no round
   */
  runRound(maxBatch: number, budget: number): Promise<readonly (Result | undefined)[]>;
  /** Records a result of the round. Must be called in order. */
  merge(result: Result): void;
}

/** The rest of a tree. A round is one batch. */
export class TreeFrontier implements Frontier<SearchResult> {
  readonly #searcher: TreeSearcher;
  readonly #batches: BatchContext;
  #executions = 0;

  constructor(searcher: TreeSearcher, batches: BatchContext) {
    this.#searcher = searcher;
    this.#batches = batches;
  }

  get left(): number {
    return this.#searcher.isDone ? 0 : Math.max(1, this.#searcher.estimate - this.#executions);
  }

  async runRound(maxBatch: number, budget: number): Promise<readonly SearchResult[]> {
    if (this.#searcher.isDone || budget <= 0) return [];
    return [await runBatch(this.#batches, this.#searcher, { from: 0, to: Math.min(maxBatch, budget) })];
  }

  merge({ batch }: SearchResult): void {
    this.#executions += batch.count;
  }
}

/** The unsearched parts. A round is several of them, one batch each. */
export class PartFrontier implements Frontier<PartResult> {
  readonly #parts: UnsearchedParts = new UnsearchedParts();
  readonly #searchParts: SearchParts;

  constructor(searchParts: SearchParts) {
    this.#searchParts = searchParts;
  }

  get left(): number {
    return this.#parts.left;
  }

  async runRound(maxBatch: number, budget: number): Promise<readonly (PartResult | undefined)[]> {
    const jobs = this.#takeJobs(maxBatch, budget);
    const results = await this.#searchParts(jobs);
    return jobs.map((_job, index) => results[index]);
  }

  merge({ batch, rest }: PartResult): void {
    this.#parts.merge(rest, batch.count);
  }

  #takeJobs(maxBatch: number, budget: number): readonly PartJob[] {
    let left = budget;
    const jobs: PartJob[] = [];
    while (jobs.length < PARTS_PER_ROUND && left > 0) {
      const part = this.#parts.take();
      if (part === undefined) break;
      const size = Math.min(maxBatch, left);
      jobs.push({ part, range: { from: 0, to: size } });
      left -= size;
    }
    return jobs;
  }
}

/** Searches parts in this thread, one after the other. */
export function searchPartsInThread(strategy: PartStrategy, batches: BatchContext, stopAfter: number): SearchParts {
  return async (jobs) => {
    const results: PartResult[] = [];
    const failures = new Set<string>();
    for (const { part, range } of jobs) {
      const result = await searchPart(batches, strategy.searchPart(part), range);
      results.push(result);
      for (const { located } of result.batch.failures) failures.add(located);
      if (failures.size >= stopAfter || batches.isCancelled()) break;
    }
    return results;
  };
}

/** Searches parts in workers, each part in the next free one. */
export function searchPartsInWorkers(host: Host, results: ExplorationResults, pool: WorkerPool): SearchParts {
  return async (jobs) => {
    const stopPolling = host.every(POLL_MS, () => {
      if (results.isStopped) pool.cancel();
    });
    try {
      return await Promise.all(jobs.map((job) => pool.run("part", job)));
    } finally {
      stopPolling();
    }
  };
}

/** What the batches of a search have in common. */
export interface BatchContext {
  readonly host: Host;
  readonly program: Program;
  readonly options: Omit<BatchOptions, "strategy">;
  /** Whether to end the batch before its next execution. */
  readonly isCancelled: () => boolean;
}

/** Runs the executions of a part, at most as many as the range has. */
export async function searchPart(
  batches: BatchContext,
  searcher: PartSearcher,
  range: IndexRange,
): Promise<PartResult> {
  const result = await runBatch(batches, searcher, range);
  return { ...result, rest: searcher.rest() };
}

/** Runs the next executions of a searcher, at most as many as the range has. */
async function runBatch(
  { host, isCancelled, options, program }: BatchContext,
  searcher: Searcher,
  range: IndexRange,
): Promise<SearchResult> {
  const blockedBefore = searcher.blocked;
  let next: IndexRange | undefined = range;
  let batch: BatchResult | undefined;
  const runner = new BatchRunner(
    host,
    program,
    { ...options, strategy: searcher },
    {
      next() {
        const given = next;
        next = undefined;
        return given;
      },
      done(result) {
        batch = copyOf(result);
      },
      isCancelled,
    },
  );
  let failure: { readonly error: unknown } | undefined;
  await runner.run().catch((error: unknown) => {
    failure = { error };
  });
  if (failure !== undefined && batch === undefined) throw failure.error;
  const { blocked, isBounded, isDone } = searcher;
  return {
    batch: must(batch, "a batch that was started is finished"),
    blocked: blocked - blockedBefore,
    isBounded,
    isDone,
    failure,
  };
}

/** A copy of the executions that were run, which stays valid when the runner continues. */
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
