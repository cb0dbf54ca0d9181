// Sampling in this thread.

import { hasFindings } from "../workers/batch-result.ts";
import { BatchRunner } from "./batch.ts";
import type { BatchResult, IndexRange } from "../workers/batch-result.ts";
import type { BatchSource } from "./batch.ts";
import type { Host } from "../setup/host.ts";
import type { ExplorationResults } from "./results.ts";
import type { SamplingPlan } from "../setup/options.ts";
import { Rounds } from "./rounds.ts";
import { SelfCheck } from "./self-check.ts";

/** Runs executions until the budget is spent or enough was found. */
export function sample(
  host: Host,
  program: () => unknown,
  plan: SamplingPlan,
  results: ExplorationResults,
): Promise<void> {
  return new Sampling(plan, results).run(host, program);
}

class Sampling implements BatchSource {
  readonly endsBatchAtStepLimit: boolean = true;
  readonly #plan: SamplingPlan;
  readonly #results: ExplorationResults;
  readonly #rounds: Rounds;
  /** A batch with failures or step limit hits, which must be run again before the next batch. */
  #batchWithFindings: BatchResult | undefined;

  constructor(plan: SamplingPlan, results: ExplorationResults) {
    this.#plan = plan;
    this.#results = results;
    this.#rounds = new Rounds(plan.executions);
  }

  async run(host: Host, program: () => unknown): Promise<void> {
    const { strategy } = this.#plan.method;
    const options = { ...this.#plan, strategy, selfCheck: new SelfCheck(this.#plan.executions) };
    const runner = new BatchRunner(host, program, options, this);
    await this.#results.keeping(async () => {
      await this.#runBatches(runner);
    });
    await this.#results.keeping(async () => {
      await this.#results.addDifference(await runner.checkFirst());
    });
  }

  async #runBatches(runner: BatchRunner): Promise<void> {
    for (;;) {
      let failure: { readonly error: unknown } | undefined;
      await runner.run().catch((error: unknown) => {
        failure = { error };
      });
      const batch = this.#batchWithFindings;
      if (batch !== undefined) await this.#addFindings(batch);
      if (failure !== undefined) throw failure.error;
      if (batch === undefined) return;
    }
  }

  async #addFindings(batch: BatchResult): Promise<void> {
    this.#batchWithFindings = undefined;
    await this.#results.addWithFindings(batch);
    this.#updateStrategy();
  }

  next(): IndexRange | undefined {
    if (this.#batchWithFindings !== undefined || this.#results.isEnough || this.#results.isStopped) return undefined;
    return this.#rounds.isOver ? undefined : this.#rounds.take(this.#rounds.left);
  }

  done(result: BatchResult): void {
    this.#rounds.returnFrom(result.from + result.count);
    if (hasFindings(result)) this.#batchWithFindings = result;
    else {
      this.#results.add(result);
      this.#updateStrategy();
    }
  }

  isCancelled(): boolean {
    return this.#results.executions > 0 && this.#results.isStopped;
  }

  onSliceEnd(): void {
    this.#results.showProgress();
  }

  #updateStrategy(): void {
    if (this.#rounds.left > 0) return;
    this.#plan.method.strategy.update?.(this.#results.takeFeedback());
    this.#rounds.startNext();
  }
}
