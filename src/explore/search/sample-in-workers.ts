// An exploration by sampling on several workers. Rounds are cut into blocks that are handed out as workers become free;
// results are merged in order, so that the report is that of one worker.

import { hasFindings } from "../workers/batch-result.ts";
import type { BlockResult } from "../workers/batch-result.ts";
import type { Crew } from "../workers/worker-pool.ts";
import type { Host } from "../setup/host.ts";
import type { Ledger } from "./results.ts";
import type { Plan } from "../setup/options.ts";
import { packLessons } from "../workers/packed-feedback.ts";
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
const PATIENCE_MS = 5_000;

/** Runs executions until the budget is spent or the ledger has enough. */
export function sampleByCrew(host: Host, plan: Plan, ledger: Ledger, crew: Crew): Promise<void> {
  return new CrewedSampling(host, plan, ledger, crew).run();
}

class CrewedSampling {
  readonly #host: Host;
  readonly #plan: Plan;
  readonly #ledger: Ledger;
  readonly #crew: Crew;
  readonly #rounds: Rounds;
  /** Results that wait for those before them, by their first execution. */
  readonly #results: Map<number, BlockResult> = new Map();
  /** Whether a round must be over before the next begins. */
  readonly #isLearning: boolean;
  /** Everything before this was merged. */
  #merged = 0;
  #underWay = 0;
  #isPatient = true;
  #failure: { readonly error: unknown } | undefined;
  #msPerExecution = 0;
  #wake: () => void = () => undefined;

  constructor(host: Host, plan: Plan, ledger: Ledger, crew: Crew) {
    this.#host = host;
    this.#plan = plan;
    this.#ledger = ledger;
    this.#crew = crew;
    this.#rounds = new Rounds(plan.executions);
    this.#isLearning = plan.strategy.learn !== undefined;
  }

  async run(): Promise<void> {
    const onAbort = (): void => {
      this.#wake();
    };
    this.#plan.abort?.addEventListener("abort", onAbort);
    const stopLooking = this.#host.every(LOOK_MS, () => {
      this.#ledger.showProgress();
      if (this.#ledger.isCut) this.#wake();
    });
    try {
      while (!this.#isOver()) {
        this.#handOut();
        if (this.#underWay === 0) break;
        await this.#news();
        await this.#mergeReady();
        this.#ledger.showProgress();
      }
      await this.#finish();
    } finally {
      stopLooking();
      this.#plan.abort?.removeEventListener("abort", onAbort);
    }
  }

  #isOver(): boolean {
    return this.#failure !== undefined || this.#ledger.isEnough || this.#ledger.isCut;
  }

  #handOut(): void {
    while (this.#underWay < this.#crew.size * BLOCKS_PER_WORKER) {
      if (this.#rounds.left === 0 && !this.#proceed()) return;
      this.#start();
    }
  }

  /** Goes on to the next round, if there is one and it may begin. */
  #proceed(): boolean {
    if (this.#rounds.isOver) return false;
    if (this.#isLearning) {
      if (this.#merged < this.#rounds.next) return false;
      this.#crew.tell({ kind: "lessons", lessons: packLessons(this.#ledger.takeLessons()) });
    }
    this.#rounds.proceed();
    return true;
  }

  #start(): void {
    const span = this.#rounds.take(this.#blockSize());
    this.#underWay += 1;
    void this.#crew
      .run("block", span)
      .then((result) => {
        this.#results.set(result.from, result);
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
    const share = this.#isLearning ? Math.ceil(left / (SHARES * this.#crew.size)) : left;
    const size = Math.max(1, least, Math.min(share, most));
    return left - size < least ? left : size;
  }

  #measure({ count, elapsedMs }: BlockResult): void {
    if (count === 0) return;
    const latest = elapsedMs / count;
    this.#msPerExecution = this.#msPerExecution === 0 ? latest : (this.#msPerExecution + latest) / 2;
  }

  /** Settles when a result has come, or when it is time to look whether all shall end. */
  #news(): Promise<void> {
    if (this.#results.has(this.#merged) || this.#isOver()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async #mergeReady(): Promise<void> {
    for (;;) {
      const result = this.#results.get(this.#merged);
      if (result === undefined || this.#ledger.isEnough) return;
      this.#results.delete(this.#merged);
      this.#merged += result.count;
      if (hasFindings(result)) await this.#ledger.absorb(result);
      else this.#ledger.count(result);
    }
  }

  /** Ends what is still under way. What it has found before time ran out counts, even behind a gap. */
  async #finish(): Promise<void> {
    this.#crew.cancel();
    const stopWaiting = this.#host.every(PATIENCE_MS, () => {
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
    const left = [...this.#results.values()].toSorted((one, other) => one.from - other.from);
    for (const result of left) {
      if (this.#ledger.isEnough) return;
      await this.#ledger.absorb(result);
    }
  }
}
