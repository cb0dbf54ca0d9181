// Round-robin: after each step the next enabled operation in creation order. One deterministic schedule per program,
// fair, the basis of delay bounding; a smoke test of a program.

import { Role } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import type { Strategy } from "../strategy.ts";

/** Schedules tasks in creation order, as Shuttle's round-robin scheduler: no timer early, no fault, draws of 0. */
export class RoundRobin implements Strategy {
  readonly recipe: string = "round-robin";
  #last = -1;

  begin(): void {
    this.#last = -1;
  }

  choose(enabled: readonly EnabledOperation[]): number {
    let best = enabled[0];
    for (const operation of enabled) if (best === undefined || this.#precedes(operation, best)) best = operation;
    this.#last = best?.id ?? -1;
    return best?.slot ?? 0;
  }

  draw(): number {
    return 0;
  }

  #precedes(one: EnabledOperation, other: EnabledOperation): boolean {
    if (isLate(one) !== isLate(other)) return isLate(other);
    const oneWaits = one.id <= this.#last;
    const otherWaits = other.id <= this.#last;
    return oneWaits === otherWaits ? one.id < other.id : otherWaits;
  }
}

function isLate({ role }: EnabledOperation): boolean {
  return role === Role.timer || role === Role.fault;
}
