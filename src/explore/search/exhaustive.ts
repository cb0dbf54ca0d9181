// Exploration by exhaustive search, in rounds. A tree is walked by one searcher in this thread, one batch per round.
// Parts are searched here or by workers, several per round, and merged in order; which parts there are depends only on
// earlier results, so the report is the same for any number of workers.

import { FollowSchedule } from "../../strategy/index.ts";
import type { Program } from "../setup/program.ts";
import type { Host } from "../setup/host.ts";
import type { ExhaustivePlan, Plan } from "../setup/options.ts";
import type { SearchResult } from "../workers/part-job.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import { PartFrontier, POLL_MS, searchPartsInThread, searchPartsInWorkers, TreeFrontier } from "./frontier.ts";
import type { BatchContext, Frontier } from "./frontier.ts";
import { BatchRunner } from "./batch.ts";
import type { SearchState } from "./report.ts";
import type { ExplorationResults } from "./results.ts";
import { SelfCheck } from "./self-check.ts";

/** The executions of one batch at most: a share of the earlier ones, so that the first batches are small. */
const BATCH_SHARE = 1 / 8;
const MIN_BATCH = 64;
const MAX_BATCH = 2_048;

/** Searches in this thread until everything was run, the budget is spent or enough was found. */
export async function searchInThread(
  host: Host,
  program: Program,
  plan: ExhaustivePlan,
  results: ExplorationResults,
): Promise<SearchState> {
  const { method, stopAfter } = plan;
  const options = { ...plan, selfCheck: new SelfCheck(plan.executions) };
  const batches = { host, options, program, isCancelled: () => results.isStopped };
  if (method.kind === "tree") {
    const { ProofRecord, testProof } = await import("../proof/index.ts");
    const searcher = method.searchTree();
    const record = new ProofRecord(searcher, plan.seed);
    const frontier = new TreeFrontier(searcher, { ...batches, options: { ...options, watch: record } });
    const state = await new ExhaustiveSearch(host, plan, results, frontier).run();
    await checkFirst(batches, results);
    if (!state.isExhausted || !results.hasPassed) return state;
    const test = await results.keeping(() => testProof(host, program, plan, { record, findings: results }));
    return test === undefined ? { ...state, isDone: false, isExhausted: false } : { ...state, test };
  }
  const frontier = new PartFrontier(searchPartsInThread(method, batches, stopAfter));
  const state = await new ExhaustiveSearch(host, plan, results, frontier).run();
  await checkFirst(batches, results);
  return state;
}

/** Runs the first execution again, after all others. */
async function checkFirst({ host, options, program }: BatchContext, results: ExplorationResults): Promise<void> {
  const source = { next: () => undefined, done: () => undefined, isCancelled: () => true };
  const runner = new BatchRunner(host, program, { ...options, strategy: new FollowSchedule([]) }, source);
  await results.keeping(async () => {
    await results.addDifference(await runner.checkFirst());
  });
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
      await this.#results.keeping(async () => {
        while (!isDone && !this.#isStopped && !this.#results.isEnough) isDone = await this.#runRound();
      });
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
      const isEmpty = result?.batch.count === 0 && !result.isDone && result.failure === undefined;
      if (result === undefined || isEmpty) this.#isStopped = true;
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
    const unawaited = batch.unawaited.map(({ index, wait }) => ({ index: index - batch.from + from, wait }));
    const differences = batch.differences.map((found) => ({ ...found, index: found.index - batch.from + from }));
    await this.#results.addWithFindings({ ...batch, from, failures, leaks, unawaited, differences });
    if (result.failure !== undefined) throw result.failure.error;
  }

  get #estimate(): number {
    return this.#results.executions + this.#frontier.left;
  }

  #showProgress(): void {
    this.#results.showProgress(Math.min(this.#plan.executions, Math.round(this.#estimate)));
  }
}
