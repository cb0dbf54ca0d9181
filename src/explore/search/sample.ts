// An exploration by sampling in this thread.

import { hasFindings } from "../workers/batch-result.ts";
import { BatchRunner } from "./batch.ts";
import type { BatchResult, IndexRange } from "../workers/batch-result.ts";
import type { BatchSource } from "./batch.ts";
import type { Host } from "../setup/host.ts";
import type { ExplorationResults } from "./results.ts";
import type { Plan } from "../setup/options.ts";
import { Rounds } from "./rounds.ts";

/** Runs executions until the budget is spent or the ledger has enough. */
export function sample(host: Host, program: () => unknown, plan: Plan, results: ExplorationResults): Promise<void> {
  return new Sampling(plan, results).run(host, program);
}

class Sampling implements BatchSource {
  readonly looksAtOnce: boolean = true;
  readonly #plan: Plan;
  readonly #results: ExplorationResults;
  readonly #rounds: Rounds;
  /** A block with failures or endless executions, which must be run again before anything else. */
  #failing: BatchResult | undefined;

  constructor(plan: Plan, results: ExplorationResults) {
    this.#plan = plan;
    this.#results = results;
    this.#rounds = new Rounds(plan.executions);
  }

  async run(host: Host, program: () => unknown): Promise<void> {
    const runner = new BatchRunner(host, program, this.#plan, this);
    for (;;) {
      await runner.run();
      const failing = this.#failing;
      if (failing === undefined) return;
      this.#failing = undefined;
      await this.#results.absorb(failing);
      this.#updateStrategy();
    }
  }

  next(): IndexRange | undefined {
    if (this.#failing !== undefined || this.#results.isEnough || this.#results.isCut) return undefined;
    return this.#rounds.isOver ? undefined : this.#rounds.take(this.#rounds.left);
  }

  done(result: BatchResult): void {
    this.#rounds.returnFrom(result.from + result.count);
    if (hasFindings(result)) this.#failing = result;
    else {
      this.#results.count(result);
      this.#updateStrategy();
    }
  }

  isCut(): boolean {
    return this.#results.executions > 0 && this.#results.isCut;
  }

  between(): void {
    this.#results.showProgress();
  }

  #updateStrategy(): void {
    if (this.#rounds.left > 0) return;
    this.#plan.strategy.update?.(this.#results.takeFeedback());
    this.#rounds.proceed();
  }
}
