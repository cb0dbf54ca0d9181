// Goes round once more, and again: a state that comes back only as far as heddle can see it, since a counter in a local
// variable goes on, does not keep a program from its end.

import type { LivelockCycle } from "../../kernel/index.ts";
import { ReplayDivergence } from "../../errors.ts";
import type { ExecutionStart, Strategy } from "../../strategy/index.ts";
import { stepLabel } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";

/** Follows a recording to the end of the second round and repeats the first from there on. */
export class RepeatCycle implements Strategy {
  readonly recipe: string = "recorded";
  readonly #recorded: Strategy;
  readonly #from: number;
  readonly #until: number;
  /** What is done in a round, and what is drawn in each step of it. */
  readonly #labels: readonly string[];
  #draws: number[][] = [];
  /** The steps that have begun, and the draws of the one that runs. */
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

  /** @throws ReplayDivergence when the round cannot be repeated */
  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    if (this.#step < this.#until) return this.#recorded.choose(enabled, running);
    const wanted = this.#labels[this.#placeOf(this.#step + 1)];
    const next = labelsOf(enabled).indexOf(wanted ?? "");
    if (next === -1) throw notRound();
    return next;
  }

  draw(bound: number): number {
    const place = this.#placeOf(this.#step);
    if (this.#step <= this.#until) {
      const value = this.#recorded.draw(bound);
      if (this.#step >= this.#from && this.#step < this.#from + this.#labels.length) this.#draws[place]?.push(value);
      return value;
    }
    const value = this.#draws[place]?.[this.#drawn];
    this.#drawn += 1;
    if (value === undefined || value >= bound) throw notRound();
    return value;
  }

  onStep(operation: EnabledOperation, enabled: readonly EnabledOperation[]): void {
    this.#step += 1;
    this.#drawn = 0;
    if (this.#step <= this.#until) this.#recorded.onStep?.(operation, enabled);
    else if (labelsOf([operation])[0] !== this.#labels[this.#placeOf(this.#step)]) throw notRound();
  }

  /** Which step of a round a step is; those after the second round go on with a third. */
  #placeOf(step: number): number {
    const from = step > this.#until ? this.#until + 1 : this.#from;
    return (step - from) % this.#labels.length;
  }
}

function labelsOf(operations: readonly EnabledOperation[]): readonly string[] {
  return operations.map(String).map(withoutOrdinal);
}

/** Tasks for timers and for operations that are awaited together are others in each round. */
function withoutOrdinal(label: string): string {
  return label.replace(/#\d+ /, " ");
}

function notRound(): ReplayDivergence {
  return new ReplayDivergence("The round cannot be repeated: the program has a state that heddle does not see.", {
    code: "schedule-diverged",
  });
}
