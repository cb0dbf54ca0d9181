// An exploration by sampling in this thread.

import { hasFindings } from "../workers/batch-result.ts";
import { BlockRunner } from "./batch.ts";
import type { BlockResult, Span } from "../workers/batch-result.ts";
import type { BlockFeed } from "./batch.ts";
import type { Host } from "../setup/host.ts";
import type { Ledger } from "./results.ts";
import type { Plan } from "../setup/options.ts";
import { Rounds } from "./rounds.ts";

/** Runs executions until the budget is spent or the ledger has enough. */
export function sample(host: Host, program: () => unknown, plan: Plan, ledger: Ledger): Promise<void> {
  return new Sampling(plan, ledger).run(host, program);
}

class Sampling implements BlockFeed {
  readonly looksAtOnce: boolean = true;
  readonly #plan: Plan;
  readonly #ledger: Ledger;
  readonly #rounds: Rounds;
  /** A block with failures or endless executions, which must be run again before anything else. */
  #failing: BlockResult | undefined;

  constructor(plan: Plan, ledger: Ledger) {
    this.#plan = plan;
    this.#ledger = ledger;
    this.#rounds = new Rounds(plan.executions);
  }

  async run(host: Host, program: () => unknown): Promise<void> {
    const runner = new BlockRunner(host, program, this.#plan, this);
    for (;;) {
      await runner.run();
      const failing = this.#failing;
      if (failing === undefined) return;
      this.#failing = undefined;
      await this.#ledger.absorb(failing);
      this.#learn();
    }
  }

  next(): Span | undefined {
    if (this.#failing !== undefined || this.#ledger.isEnough || this.#ledger.isCut) return undefined;
    return this.#rounds.isOver ? undefined : this.#rounds.take(this.#rounds.left);
  }

  done(result: BlockResult): void {
    this.#rounds.returnFrom(result.from + result.count);
    if (hasFindings(result)) this.#failing = result;
    else {
      this.#ledger.count(result);
      this.#learn();
    }
  }

  isCut(): boolean {
    return this.#ledger.executions > 0 && this.#ledger.isCut;
  }

  between(): void {
    this.#ledger.showProgress();
  }

  #learn(): void {
    if (this.#rounds.left > 0) return;
    this.#plan.strategy.learn?.(this.#ledger.takeLessons());
    this.#rounds.proceed();
  }
}
