// An exploration by sampling on several workers. Rounds are cut into blocks that are handed out as workers become free;
// results are merged in order, so that the report is that of one worker.

import { hasFindings } from "../workers/batch-result.ts";
import type { BatchResult } from "../workers/batch-result.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import type { Host } from "../setup/host.ts";
import type { ExplorationResults } from "./results.ts";
import type { Plan } from "../setup/options.ts";
import { packFeedback } from "../workers/packed-feedback.ts";
import { Rounds } from "./rounds.ts";

/** Blocks that each worker has before it: one that it runs, and one so that it need not wait for the next. */
const BLOCKS_PER_WORKER = 2;
/** How long a block may take: long enough that its messages do not count, short enough for progress. */
const BLOCK_MS = 10;
/** Below this, in time, the messages of a block would count. */
const LEAST_MS = 0.4;
/** Into how many blocks for each worker the rest of a round is cut that all must wait for. */
const SHARES = 1.5;
/** Wall-clock milliseconds between two looks at the budget. */
const LOOK_MS = 50;
/** How long workers may take to end their executions when nobody needs them any more. */
const GRACE_MS = 5_000;

/** Runs executions until the budget is spent or the ledger has enough. */
export function sampleInWorkers(host: Host, plan: Plan, results: ExplorationResults, pool: WorkerPool): Promise<void> {
  return new WorkerSampling(host, plan, results, pool).run();
}

class WorkerSampling {
  readonly #host: Host;
  readonly #plan: Plan;
  readonly #results: ExplorationResults;
  readonly #pool: WorkerPool;
  readonly #rounds: Rounds;
  /** Results that wait for those before them, by their first execution. */
  readonly #waiting: Map<number, BatchResult> = new Map();
  /** Whether a round must be over before the next begins. */
  readonly #isLearning: boolean;
  /** Everything before this was merged. */
  #merged = 0;
  #underWay = 0;
  #isPatient = true;
  #failure: { readonly error: unknown } | undefined;
  #msPerExecution = 0;
  #wake: () => void = () => undefined;

  constructor(host: Host, plan: Plan, results: ExplorationResults, pool: WorkerPool) {
    this.#host = host;
    this.#plan = plan;
    this.#results = results;
    this.#pool = pool;
    this.#rounds = new Rounds(plan.executions);
    this.#isLearning = plan.strategy.update !== undefined;
  }

  async run(): Promise<void> {
    const onAbort = (): void => {
      this.#wake();
    };
    this.#plan.abort?.addEventListener("abort", onAbort);
    const stopLooking = this.#host.every(LOOK_MS, () => {
      this.#results.showProgress();
      if (this.#results.isCut) this.#wake();
    });
    try {
      while (!this.#isOver()) {
        this.#handOut();
        if (this.#underWay === 0) break;
        await this.#news();
        await this.#mergeReady();
        this.#results.showProgress();
      }
      await this.#finish();
    } finally {
      stopLooking();
      this.#plan.abort?.removeEventListener("abort", onAbort);
    }
  }

  #isOver(): boolean {
    return this.#failure !== undefined || this.#results.isEnough || this.#results.isCut;
  }

  #handOut(): void {
    while (this.#underWay < this.#pool.size * BLOCKS_PER_WORKER) {
      if (this.#rounds.left === 0 && !this.#proceed()) return;
      this.#start();
    }
  }

  /** Goes on to the next round, if there is one and it may begin. */
  #proceed(): boolean {
    if (this.#rounds.isOver) return false;
    if (this.#isLearning) {
      if (this.#merged < this.#rounds.next) return false;
      this.#pool.broadcast({ kind: "feedback", feedback: packFeedback(this.#results.takeFeedback()) });
    }
    this.#rounds.proceed();
    return true;
  }

  #start(): void {
    const range = this.#rounds.take(this.#blockSize());
    this.#underWay += 1;
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
        this.#underWay -= 1;
        this.#wake();
      });
  }

  /** A share of what is left of the round, so that all workers come to its end at about the same time. */
  #blockSize(): number {
    if (this.#msPerExecution === 0) return 1;
    const { left } = this.#rounds;
    const most = Math.floor(BLOCK_MS / this.#msPerExecution);
    const least = Math.ceil(LEAST_MS / this.#msPerExecution);
    const share = this.#isLearning ? Math.ceil(left / (SHARES * this.#pool.size)) : left;
    const size = Math.max(1, least, Math.min(share, most));
    return left - size < least ? left : size;
  }

  #measure({ count, elapsedMs }: BatchResult): void {
    if (count === 0) return;
    const latest = elapsedMs / count;
    this.#msPerExecution = this.#msPerExecution === 0 ? latest : (this.#msPerExecution + latest) / 2;
  }

  /** Settles when a result has come, or when it is time to look whether all shall end. */
  #news(): Promise<void> {
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
      if (hasFindings(result)) await this.#results.absorb(result);
      else this.#results.count(result);
    }
  }

  /** Ends what is still under way. What it has found before time ran out counts, even behind a gap. */
  async #finish(): Promise<void> {
    this.#pool.cancel();
    const stopWaiting = this.#host.every(GRACE_MS, () => {
      this.#isPatient = false;
      this.#wake();
    });
    while (this.#underWay > 0 && this.#isPatient) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    stopWaiting();
    if (this.#failure !== undefined) throw this.#failure.error;
    await this.#mergeReady();
    const left = [...this.#waiting.values()].toSorted((one, other) => one.from - other.from);
    for (const result of left) {
      if (this.#results.isEnough) return;
      await this.#results.absorb(result);
    }
  }
}
