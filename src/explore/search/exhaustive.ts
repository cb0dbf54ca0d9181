// Exploration by exhaustive search, in rounds. A tree is walked by one searcher in this thread, one batch per round.
// Parts are searched here or by workers, several per round, and merged in order; which parts there are depends only on
// earlier results, so the report is the same for any number of workers.

import { must } from "../../errors.ts";
import type { Exhaustive, PartSearcher, Searcher, TreeSearcher } from "../../strategy/index.ts";
import type { Program } from "../setup/program.ts";
import type { Host } from "../setup/host.ts";
import type { ExhaustivePlan, Plan } from "../setup/options.ts";
import type { BatchResult, IndexRange } from "../workers/batch-result.ts";
import type { PartJob, PartResult, SearchResult } from "../workers/part-job.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import { BatchRunner } from "./batch.ts";
import type { BatchOptions } from "./batch.ts";
import type { SearchState } from "./report.ts";
import type { ExplorationResults } from "./results.ts";
import { UnsearchedParts } from "./unsearched-parts.ts";

/** Parts per round. With fewer, workers would wait; with more, progress would be coarse. */
const PARTS_PER_ROUND = 16;
/** The executions of one batch at most: a share of the earlier ones, so that the first batches are small. */
const BATCH_SHARE = 1 / 8;
const MIN_BATCH = 64;
const MAX_BATCH = 2_048;
/** Wall-clock milliseconds between two checks of the budget. */
const POLL_MS = 50;

/** Searches parts; returns their results in order, fewer if no more are needed. */
export type SearchParts = (jobs: readonly PartJob[]) => Promise<readonly PartResult[]>;

type PartStrategy = Extract<Exhaustive, { kind: "parts" }>;

/** Searches in this thread until everything was run, the budget is spent or enough was found. */
export async function searchInThread(
  host: Host,
  program: Program,
  plan: ExhaustivePlan,
  results: ExplorationResults,
): Promise<SearchState> {
  const { method, stopAfter } = plan;
  const batches = { host, options: plan, program, isCancelled: () => results.isStopped };
  if (method.kind === "tree") {
    const { ProofRecord, testProof } = await import("../proof/index.ts");
    const searcher = method.searchTree();
    const record = new ProofRecord(searcher, plan.seed);
    const frontier = new TreeFrontier(searcher, { ...batches, options: { ...plan, watch: record } });
    const state = await new ExhaustiveSearch(host, plan, results, frontier).run();
    if (!state.isExhausted || !results.hasPassed) return state;
    return { ...state, test: await testProof(host, program, plan, { record, findings: results }) };
  }
  const frontier = new PartFrontier(searchPartsInThread(method, batches, stopAfter));
  return new ExhaustiveSearch(host, plan, results, frontier).run();
}

/** Searches with workers until everything was run, the budget is spent or enough was found. */
export function searchInWorkers(
  host: Host,
  plan: Plan,
  results: ExplorationResults,
  pool: WorkerPool,
): Promise<SearchState> {
  const frontier = new PartFrontier(searchPartsInWorkers(host, results, pool));
  return new ExhaustiveSearch(host, plan, results, frontier).run();
}

/** The part of the search that is left, run in rounds. */
interface Frontier<Result extends SearchResult> {
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

class ExhaustiveSearch<Result extends SearchResult> {
  readonly #host: Host;
  readonly #plan: Plan;
  readonly #results: ExplorationResults;
  readonly #frontier: Frontier<Result>;
  #blocked = 0;
  #isBounded = false;
  #isStopped = false;

  constructor(host: Host, plan: Plan, results: ExplorationResults, frontier: Frontier<Result>) {
    this.#host = host;
    this.#plan = plan;
    this.#results = results;
    this.#frontier = frontier;
  }

  async run(): Promise<SearchState> {
    const stopPolling = this.#host.every(POLL_MS, () => {
      this.#showProgress();
    });
    let isDone = false;
    try {
      while (!isDone && !this.#isStopped && !this.#results.isEnough) isDone = await this.#runRound();
    } finally {
      stopPolling();
    }
    const isExhausted = isDone && !this.#isBounded;
    return { isDone, isExhausted, redundant: this.#blocked, estimatedTotal: this.#estimate };
  }

  /** Runs one round; true if nothing was left to search. */
  async #runRound(): Promise<boolean> {
    const { executions } = this.#results;
    const maxBatch = Math.min(MAX_BATCH, Math.max(MIN_BATCH, Math.ceil(executions * BATCH_SHARE)));
    const round = await this.#frontier.runRound(maxBatch, this.#plan.executions - executions);
    if (round.length === 0) {
      this.#isStopped = this.#frontier.left > 0;
      return !this.#isStopped;
    }
    for (const result of round) {
      if (result === undefined || (result.batch.count === 0 && !result.isDone)) this.#isStopped = true;
      else await this.#add(result);
      if (this.#isStopped || this.#results.isEnough) return false;
    }
    this.#showProgress();
    return false;
  }

  async #add(result: Result): Promise<void> {
    const { batch, blocked, isBounded } = result;
    this.#frontier.merge(result);
    this.#blocked += blocked;
    this.#isBounded ||= isBounded;
    const from = this.#results.executions;
    const failures = batch.failures.map((failure) => ({ ...failure, index: failure.index - batch.from + from }));
    const leaks = batch.leaks.map(({ index, wait }) => ({ index: index - batch.from + from, wait }));
    await this.#results.addWithFindings({ ...batch, from, failures, leaks });
  }

  get #estimate(): number {
    return this.#results.executions + this.#frontier.left;
  }

  #showProgress(): void {
    this.#results.showProgress(Math.min(this.#plan.executions, Math.round(this.#estimate)));
  }
}

/** The rest of a tree. A round is one batch. */
class TreeFrontier implements Frontier<SearchResult> {
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
class PartFrontier implements Frontier<PartResult> {
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
function searchPartsInThread(strategy: PartStrategy, batches: BatchContext, stopAfter: number): SearchParts {
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
function searchPartsInWorkers(host: Host, results: ExplorationResults, pool: WorkerPool): SearchParts {
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
  await runner.run();
  const { blocked, isBounded, isDone } = searcher;
  return {
    batch: must(batch, "a batch that was started is finished"),
    blocked: blocked - blockedBefore,
    isBounded,
    isDone,
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
