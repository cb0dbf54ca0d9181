// Sampling with several workers. Rounds are split into batches that are dispatched as workers become free; results are
// merged in order, so that the report equals that of a single worker.

import { hasFindings } from "../workers/batch-result.ts";
import type { BatchResult } from "../workers/batch-result.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import type { Host } from "../setup/host.ts";
import type { ExplorationResults } from "./results.ts";
import type { SamplingPlan } from "../setup/options.ts";
import { packFeedback } from "../workers/packed-feedback.ts";
import { Rounds } from "./rounds.ts";

/** Batches assigned to each worker: a running one, and the next so that the worker never waits. */
const BATCHES_PER_WORKER = 2;
/** Target duration of a batch: long enough that messaging costs are negligible, short enough for progress updates. */
const MAX_BATCH_MS = 10;
/** The shortest batch whose messaging costs are negligible. */
const MIN_BATCH_MS = 0.4;
/** Batches per worker into which the rest of a round is split when all workers must wait for its end. */
const BATCHES_PER_ROUND_END = 1.5;
/** Wall-clock milliseconds between two checks of the budget. */
const POLL_MS = 50;
/** How long workers may take to finish their executions after cancellation. */
const GRACE_MS = 5_000;

/** Runs executions until the budget is spent or enough was found. */
export function sampleInWorkers(
  host: Host,
  plan: SamplingPlan,
  results: ExplorationResults,
  pool: WorkerPool,
): Promise<void> {
  return results.keeping(() => new WorkerSampling(host, plan, results, pool).run());
}

class WorkerSampling {
  readonly #host: Host;
  readonly #plan: SamplingPlan;
  readonly #results: ExplorationResults;
  readonly #pool: WorkerPool;
  readonly #rounds: Rounds;
  /** Results that cannot be merged before earlier ones arrive, by their first execution. */
  readonly #waiting: Map<number, BatchResult> = new Map();
  /** Whether the strategy uses feedback, so that a round must be complete before the next begins. */
  readonly #isLearning: boolean;
  /** All executions before this index are merged. */
  #merged = 0;
  #running = 0;
  #isInGracePeriod = true;
  #failure: { readonly error: unknown } | undefined;
  #msPerExecution = 0;
  #wake: () => void = () => undefined;

  constructor(host: Host, plan: SamplingPlan, results: ExplorationResults, pool: WorkerPool) {
    this.#host = host;
    this.#plan = plan;
    this.#results = results;
    this.#pool = pool;
    this.#rounds = new Rounds(plan.executions);
    this.#isLearning = plan.method.strategy.update !== undefined;
  }

  async run(): Promise<void> {
    const onAbort = (): void => {
      this.#wake();
    };
    this.#plan.signal?.addEventListener("abort", onAbort);
    const stopPolling = this.#host.every(POLL_MS, () => {
      this.#results.showProgress();
      if (this.#results.isStopped) this.#wake();
    });
    try {
      while (!this.#isOver()) {
        this.#dispatch();
        if (this.#running === 0) break;
        await this.#nextResult();
        await this.#mergeReady();
        this.#results.showProgress();
      }
      await this.#finish();
    } finally {
      stopPolling();
      this.#plan.signal?.removeEventListener("abort", onAbort);
    }
  }

  #isOver(): boolean {
    return this.#failure !== undefined || this.#results.isEnough || this.#results.isStopped;
  }

  #dispatch(): void {
    while (this.#running < this.#pool.size * BATCHES_PER_WORKER) {
      if (this.#rounds.left === 0 && !this.#startRound()) return;
      this.#start();
    }
  }

  /** Starts the next round, if there is one and it may begin. */
  #startRound(): boolean {
    if (this.#rounds.isOver) return false;
    if (this.#isLearning) {
      if (this.#merged < this.#rounds.next) return false;
      this.#pool.broadcast({ kind: "feedback", feedback: packFeedback(this.#results.takeFeedback()) });
    }
    this.#rounds.startNext();
    return true;
  }

  #start(): void {
    const range = this.#rounds.take(this.#batchSize());
    this.#running += 1;
    void this.#pool
      .run("batch", range)
      .then((result) => {
        this.#waiting.set(result.from, result);
        this.#measure(result);
      })
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#running -= 1;
        this.#wake();
      });
  }

  /** A share of the rest of the round, so that all workers reach its end at about the same time. */
  #batchSize(): number {
    if (this.#msPerExecution === 0) return 1;
    const { left } = this.#rounds;
    const maxSize = Math.floor(MAX_BATCH_MS / this.#msPerExecution);
    const minSize = Math.ceil(MIN_BATCH_MS / this.#msPerExecution);
    const share = this.#isLearning ? Math.ceil(left / (BATCHES_PER_ROUND_END * this.#pool.size)) : left;
    const size = Math.max(1, minSize, Math.min(share, maxSize));
    return left - size < minSize ? left : size;
  }

  #measure({ count, elapsedMs }: BatchResult): void {
    if (count === 0) return;
    const latest = elapsedMs / count;
    this.#msPerExecution = this.#msPerExecution === 0 ? latest : (this.#msPerExecution + latest) / 2;
  }

  /** Resolves when a result has arrived or the end condition must be checked again. */
  #nextResult(): Promise<void> {
    if (this.#waiting.has(this.#merged) || this.#isOver()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async #mergeReady(): Promise<void> {
    for (;;) {
      const result = this.#waiting.get(this.#merged);
      if (result === undefined || this.#results.isEnough) return;
      this.#waiting.delete(this.#merged);
      this.#merged += result.count;
      if (hasFindings(result)) await this.#results.addWithFindings(result);
      else this.#results.add(result);
    }
  }

  /** Cancels the running batches. Their findings count even if an earlier batch is missing. */
  async #finish(): Promise<void> {
    this.#pool.cancel();
    const stopWaiting = this.#host.every(GRACE_MS, () => {
      this.#isInGracePeriod = false;
      this.#wake();
    });
    while (this.#running > 0 && this.#isInGracePeriod) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    stopWaiting();
    await this.#mergeReady();
    const left = [...this.#waiting.values()].toSorted((one, other) => one.from - other.from);
    for (const result of left) if (!this.#results.isEnough) await this.#results.addWithFindings(result);
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
