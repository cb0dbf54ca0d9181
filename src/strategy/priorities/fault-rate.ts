// How often faults are injected. A fault is not one alternative among n: with an even chance at each of k decisions the
// budget would be spent in the first few, and a late fault hardly ever seen. So a fault that is drawn is accepted at a
// rate that each execution draws from 1, 1/2, 1/4 … 1/512, and late faults are explored as well as early ones.

import { generatorFrom } from "../../choice/index.ts";
import type { Generator } from "../../choice/index.ts";
import { Role } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";

/** The number of rates: 2^0 … 2^−(FAULT_RATES − 1). */
const FAULT_RATES = 10;

/** Decides about the faults of one execution after another. */
export class FaultRate {
  #generator: Generator = generatorFrom(0);
  #rate = 1;
  #isDrawn = false;

  begin(generator: Generator): void {
    this.#generator = generator;
    this.#isDrawn = false;
  }

  /** Whether a fault that was drawn is injected; always true when only faults are enabled. */
  accepts(enabled: readonly EnabledOperation[]): boolean {
    if (!this.#isDrawn) {
      this.#rate = 2 ** -this.#generator.below(FAULT_RATES);
      this.#isDrawn = true;
    }
    return this.#generator.fraction() < this.#rate || enabled.every(({ role }) => role === Role.fault);
  }

  /**
   * Decides about faults on behalf of a strategy that ranks operations, as the random walk would: draws one of the
   * enabled operations.
   * @returns the index of the fault to inject; −1 when the strategy must choose among the other operations
   */
  drawFault(enabled: readonly EnabledOperation[]): number {
    const index = this.#generator.below(enabled.length);
    return enabled[index]?.role === Role.fault && this.accepts(enabled) ? index : -1;
  }
}
