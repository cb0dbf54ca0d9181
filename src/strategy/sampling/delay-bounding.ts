// Randomized delay bounding: Emmi, Qadeer, Rakamarić, "Delay-bounded scheduling" (POPL 2011). A deterministic scheduler
// visits the tasks in creation order and stays with each while it is enabled; a delay skips the current task. Whatever
// the number of tasks, b delays at k decisions give only O(k^b) schedules.
//
// Deviations from the paper: instead of all ways to spend up to b delays, each execution draws b positions among k, as
// Coyote does; two at one position skip two tasks. The length k is estimated as for PCT, so the first execution has no
// delays. A task that waits in a loop runs forever unless it is delayed; `fair-delay-3-57-1000` hands over to a random
// walk after 1,000 decisions. Faults are not part of the order (see fault-rate.ts).

import { Role } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { FaultRate } from "../priorities/fault-rate.ts";
import { LengthBased } from "../feedback/length-based.ts";
import type { LengthEstimate } from "../feedback/length-estimate.ts";
import type { ExecutionStart, Strategy } from "../strategy.ts";

/** The default number of delays. */
const DEFAULT_DELAYS = 3;

/** Options of delay bounding. */
export interface DelayOptions {
  /** How many delays an execution has; a positive integer. Default 3. */
  readonly delays?: number;
  /** The number of decisions to draw positions over. Default: the longest of earlier rounds; set on replay. */
  readonly length?: number;
}

/**
 * Delay bounding (Emmi, Qadeer and Rakamarić 2011), randomized as in Coyote: round-robin scheduling with a few delays. A
 * choice costs O(1) while the running task continues, else O(n).
 */
export class DelayBounding extends LengthBased implements Strategy {
  readonly forgetsOperations: boolean = true;
  readonly #delays: number;
  readonly #faults: FaultRate = new FaultRate();
  #hasFaults = false;
  #decision = 0;
  /** The latest first, so that the next one is popped. */
  #positions: number[] = [];
  /** The id of the task that was chosen last. */
  #last = -1;

  /** @param lengthEstimate shared by the members of a portfolio */
  constructor({ delays = DEFAULT_DELAYS, length }: DelayOptions = {}, lengthEstimate?: LengthEstimate) {
    super(length, lengthEstimate);
    this.#delays = delays;
  }

  get recipe(): string {
    return `delay-${this.#delays}-${this.length}`;
  }

  begin({ generator, hasFaults }: ExecutionStart): void {
    this.beginWith(generator);
    this.#hasFaults = hasFaults;
    this.#faults.begin(generator);
    this.#decision = 0;
    this.#last = -1;
    const count = this.length === 0 ? 0 : this.#delays;
    this.#positions = Array.from({ length: count }, () => generator.below(this.length)).toSorted(
      (one, other) => other - one,
    );
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    if (this.#hasFaults) {
      const fault = this.#faults.drawFault(enabled);
      if (fault >= 0) return fault;
    }
    let chosen = running === undefined || running.role === Role.fault ? this.#after(this.#last, enabled) : running;
    while (this.#positions.at(-1) === this.#decision) {
      this.#positions.pop();
      chosen = this.#after(chosen?.id ?? -1, enabled);
    }
    this.#decision += 1;
    this.#last = chosen?.id ?? -1;
    return chosen?.slot ?? 0;
  }

  /** The operation that comes after the task with this id in the order. */
  #after(id: number, enabled: readonly EnabledOperation[]): EnabledOperation | undefined {
    let next: EnabledOperation | undefined = undefined;
    let first: EnabledOperation | undefined = undefined;
    for (const operation of enabled) {
      if (operation.role === Role.fault) continue;
      if (operation.id > id && (next === undefined || operation.id < next.id)) next = operation;
      if (first === undefined || operation.id < first.id) first = operation;
    }
    return next ?? first;
  }
}
