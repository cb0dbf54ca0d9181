// The uniform random walk: every enabled operation is equally likely.
//
// Deviation from the textbook: a fault is accepted at a rate of its own (see fault-rate.ts).

import { generatorFrom } from "../../choice/index.ts";
import type { Generator } from "../../choice/index.ts";
import { Role } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { FaultRate } from "../priorities/fault-rate.ts";
import type { ExecutionStart, Strategy } from "../strategy.ts";

/** The random walk: uniform choice among the enabled operations, as in Shuttle's and Coyote's random schedulers. */
export class RandomWalk implements Strategy {
  readonly forgetsOperations: boolean = true;
  readonly recipe: string = "random";
  readonly #faults: FaultRate = new FaultRate();
  #generator: Generator = generatorFrom(0);
  #hasFaults = false;

  begin(start: ExecutionStart): void {
    this.#generator = start.generator;
    this.#hasFaults = start.hasFaults;
    this.#faults.begin(start.generator);
  }

  choose(enabled: readonly EnabledOperation[]): number {
    const index = this.#generator.below(enabled.length);
    return this.#hasFaults && enabled[index]?.role === Role.fault ? this.#considerFault(enabled, index) : index;
  }

  draw(bound: number): number {
    return this.#generator.below(bound);
  }

  #considerFault(enabled: readonly EnabledOperation[], fault: number): number {
    if (this.#faults.accepts(enabled)) return fault;
    for (;;) {
      const index = this.#generator.below(enabled.length);
      if (enabled[index]?.role !== Role.fault) return index;
    }
  }
}
