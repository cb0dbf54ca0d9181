// Verifies a livelock by repeating its cycle. A state may recur only as far as heddle can observe it, for example while
// a counter in a local variable advances, and such a program can still end.

import type { LivelockCycle } from "../../kernel/index.ts";
import { ReplayDivergence } from "../../errors.ts";
import type { ExecutionStart, Strategy } from "../../strategy/index.ts";
import { stepLabel } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";

/** Follows a recording to the end of the second cycle, then repeats the first one. */
export class RepeatCycle implements Strategy {
  readonly recipe: string = "recorded";
  readonly #recorded: Strategy;
  readonly #from: number;
  readonly #until: number;
  /** The steps of a cycle, and the values drawn in each of them. */
  readonly #labels: readonly string[];
  #draws: number[][] = [];
  /** The number of steps that have begun, and the number of draws in the running one. */
  #step = 0;
  #drawn = 0;

  constructor(recorded: Strategy, { from, steps, until }: LivelockCycle) {
    this.#recorded = recorded;
    this.#from = from;
    this.#until = until;
    this.#labels = steps.map((step) => withoutOrdinal(stepLabel(step)));
  }

  begin(start: ExecutionStart): void {
    this.#step = 0;
    this.#drawn = 0;
    this.#draws = this.#labels.map(() => []);
    this.#recorded.begin(start);
  }

  /** @throws ReplayDivergence when the cycle cannot be repeated */
  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    if (this.#step < this.#until) return this.#recorded.choose(enabled, running);
    const wanted = this.#labels[this.#offsetOf(this.#step + 1)];
    const next = labelsOf(enabled).indexOf(wanted ?? "");
    if (next === -1) throw notRepeatable();
    return next;
  }

  draw(bound: number): number {
    const offset = this.#offsetOf(this.#step);
    if (this.#step <= this.#until) {
      const value = this.#recorded.draw(bound);
      if (this.#step >= this.#from && this.#step < this.#from + this.#labels.length) this.#draws[offset]?.push(value);
      return value;
    }
    const value = this.#draws[offset]?.[this.#drawn];
    this.#drawn += 1;
    if (value === undefined || value >= bound) throw notRepeatable();
    return value;
  }

  onStep(operation: EnabledOperation, enabled: readonly EnabledOperation[]): void {
    this.#step += 1;
    this.#drawn = 0;
    if (this.#step <= this.#until) this.#recorded.onStep?.(operation, enabled);
    else if (labelsOf([operation])[0] !== this.#labels[this.#offsetOf(this.#step)]) throw notRepeatable();
  }

  /** The offset of a step in its cycle; a third cycle follows the second. */
  #offsetOf(step: number): number {
    const from = step > this.#until ? this.#until + 1 : this.#from;
    return (step - from) % this.#labels.length;
  }
}

function labelsOf(operations: readonly EnabledOperation[]): readonly string[] {
  return operations.map(String).map(withoutOrdinal);
}

/** The tasks of timers and of operations that are awaited together are new in each cycle. */
function withoutOrdinal(label: string): string {
  return label.replace(/#\d+ /, " ");
}

function notRepeatable(): ReplayDivergence {
  return new ReplayDivergence("The cycle cannot be repeated: the program has state that heddle cannot observe.", {
    code: "schedule-diverged",
  });
}
