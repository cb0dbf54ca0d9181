// The random walk of samples. It injects no fault at quiescence, where only a fault, a wait for quiescence or a timer of
// lazy time could step: a reduction orders these steps with all others, so it injects the fault before.

import { isBarrierKind, Role } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { RandomWalk } from "../../strategy/index.ts";
import type { ExecutionStart, Strategy } from "../../strategy/index.ts";

/** Uniform choice among the enabled operations, without faults at quiescence. */
export class SampleWalk implements Strategy {
  readonly recipe: string = "random";
  readonly #walk: RandomWalk = new RandomWalk();
  readonly #isLazy: boolean;
  #start: ExecutionStart | undefined = undefined;

  constructor(isLazy: boolean) {
    this.#isLazy = isLazy;
  }

  begin(start: ExecutionStart): void {
    this.#start = start;
    this.#walk.begin(start);
  }

  choose(enabled: readonly EnabledOperation[]): number {
    const start = this.#start;
    const chosen = this.#walk.choose(enabled);
    if (start?.hasFaults !== true || enabled[chosen]?.role !== Role.fault) return chosen;
    const others = enabled.filter(({ role }) => role !== Role.fault);
    if (!others.every((operation) => this.#isAtQuiescence(operation))) return chosen;
    return others[start.generator.below(others.length)]?.slot ?? chosen;
  }

  draw(bound: number): number {
    return this.#walk.draw(bound);
  }

  #isAtQuiescence({ kind, role }: EnabledOperation): boolean {
    return isBarrierKind(kind) || (this.#isLazy && role === Role.timer);
  }
}
