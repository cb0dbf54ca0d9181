// The walks of samples: by turns a random walk, which mixes the steps of all tasks, and PCT of depth 2 and 3, which lets one
// task run far ahead of the others. They inject no fault at quiescence, where only a fault, a wait for quiescence or a timer of lazy
// time could step: a reduction orders these steps with all others, so it injects the fault before.

import { isBarrierKind, Role } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { Pct, RandomWalk } from "../../strategy/index.ts";
import type { ExecutionStart, Strategy } from "../../strategy/index.ts";

/** A random walk or PCT, without faults at quiescence. */
export class SampleWalk implements Strategy {
  readonly recipe: string = "random";
  readonly #random: RandomWalk = new RandomWalk();
  readonly #pcts: readonly Pct[] = [new Pct({ depth: 2 }), new Pct({ depth: 3 })];
  readonly #isLazy: boolean;
  #start: ExecutionStart | undefined = undefined;
  #walk: Strategy = this.#random;

  constructor(isLazy: boolean) {
    this.#isLazy = isLazy;
  }

  begin(start: ExecutionStart): void {
    this.#start = start;
    this.#walk = this.#pcts[start.index % (this.#pcts.length + 1)] ?? this.#random;
    this.#walk.begin(start);
  }

  onEnabled(operation: EnabledOperation): void {
    this.#walk.onEnabled?.(operation);
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    const start = this.#start;
    const chosen = this.#walk.choose(enabled, running);
    if (start?.hasFaults !== true || enabled[chosen]?.role !== Role.fault) return chosen;
    const others = enabled.filter(({ role }) => role !== Role.fault);
    if (!others.every((operation) => this.#isAtQuiescence(operation))) return chosen;
    return others[start.generator.below(others.length)]?.slot ?? chosen;
  }

  draw(bound: number): number {
    return this.#walk.draw(bound);
  }

  end(decisions: number): void {
    for (const pct of this.#pcts) {
      pct.end(decisions);
      pct.update([{ index: 0, isNewClass: false, data: pct.feedback() }]);
    }
  }

  #isAtQuiescence({ kind, role }: EnabledOperation): boolean {
    return isBarrierKind(kind) || (this.#isLazy && role === Role.timer);
  }
}
