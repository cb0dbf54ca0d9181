// The uniform random walk: every enabled operation is as likely as any other.
//
// Deviation from the textbook: a fault is not one alternative among n. It is accepted at a rate that each
// execution draws from 1, 1/2, 1/4 … 1/512, so that late faults are as well explored as early ones; with an
// even chance at each of k decisions, a fault after the first few would all but never be seen.

import { generatorFrom } from "../choice/index.ts";
import type { Generator } from "../choice/index.ts";
import { Role } from "../trace/index.ts";
import type { EnabledOperation } from "../trace/index.ts";
import type { ExecutionStart, Strategy } from "./strategy.ts";

/** Rates go down to 2 to the power of −(this − 1). */
const FAULT_RATES = 10;

/** Uniform choice among the enabled operations. */
export class RandomWalk implements Strategy {
  readonly recipe: string = "random";
  #generator: Generator = generatorFrom(0);
  #hasFaults = false;
  #faultRate = 1;
  #isFaultRateDrawn = false;

  begin({ generator, hasFaults }: ExecutionStart): void {
    this.#generator = generator;
    this.#hasFaults = hasFaults;
    this.#isFaultRateDrawn = false;
  }

  choose(enabled: readonly EnabledOperation[]): number {
    const index = this.#generator.below(enabled.length);
    return this.#hasFaults && enabled[index]?.role === Role.fault ? this.#considerFault(enabled, index) : index;
  }

  draw(bound: number): number {
    return this.#generator.below(bound);
  }

  #considerFault(enabled: readonly EnabledOperation[], fault: number): number {
    if (!this.#isFaultRateDrawn) {
      this.#faultRate = 2 ** -this.#generator.below(FAULT_RATES);
      this.#isFaultRateDrawn = true;
    }
    if (this.#generator.fraction() < this.#faultRate || enabled.every(({ role }) => role === Role.fault)) return fault;
    for (;;) {
      const index = this.#generator.below(enabled.length);
      if (enabled[index]?.role !== Role.fault) return index;
    }
  }
}
