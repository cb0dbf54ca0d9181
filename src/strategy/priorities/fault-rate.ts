// How often a fault strikes. A fault is not one alternative among n: with an even chance at each of k decisions the
// budget would be spent in the first few, and a late fault all but never seen. So a fault that is drawn is accepted
// at a rate that each execution draws from 1, 1/2, 1/4 … 1/512, and late faults are as well explored as early ones.

import { generatorFrom } from "../../choice/index.ts";
import type { Generator } from "../../choice/index.ts";
import { Role } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import type { ExecutionStart } from "../strategy.ts";

/** Rates go down to 2 to the power of −(this − 1). */
const FAULT_RATES = 10;

/** Decides about the faults of one execution after another. */
export class FaultRate {
  #generator: Generator = generatorFrom(0);
  #rate = 1;
  #isDrawn = false;

  begin({ generator }: ExecutionStart): void {
    this.#generator = generator;
    this.#isDrawn = false;
  }

  /** Whether a fault that was drawn strikes; it must when there is nothing else. */
  accepts(enabled: readonly EnabledOperation[]): boolean {
    if (!this.#isDrawn) {
      this.#rate = 2 ** -this.#generator.below(FAULT_RATES);
      this.#isDrawn = true;
    }
    return this.#generator.fraction() < this.#rate || enabled.every(({ role }) => role === Role.fault);
  }

  /**
   * Decides before a strategy that ranks operations does, as the random walk would: draws one of the enabled.
   * @returns the index of the fault that strikes; −1 when none does and the strategy must choose among the others
   */
  strike(enabled: readonly EnabledOperation[]): number {
    const index = this.#generator.below(enabled.length);
    return enabled[index]?.role === Role.fault && this.accepts(enabled) ? index : -1;
  }
}
