// Strategies that follow a recording: the raw choices of an execution of this process, or a schedule's
// deviations from the default.

import type { Deviation } from "../../choice/index.ts";
import { ReplayDivergence } from "../../errors.ts";
import type { Divergence } from "../../errors.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { canonicalOrder, defaultOperation, labelOf } from "./default-schedule.ts";
import type { ExecutionStart, Strategy } from "../strategy.ts";

/** Takes the choices that the kernel logged, one by one. */
export class FollowChoices implements Strategy {
  readonly recipe: string = "recorded";
  readonly #choices: readonly number[];
  #next = 0;

  constructor(choices: readonly number[]) {
    this.#choices = choices;
  }

  begin(): void {
    this.#next = 0;
  }

  choose(enabled: readonly EnabledOperation[]): number {
    return this.#take(enabled.length);
  }

  draw(bound: number): number {
    return this.#take(bound);
  }

  #take(alternatives: number): number {
    const choice = this.#choices[this.#next];
    this.#next += 1;
    if (choice !== undefined && choice < alternatives) return choice;
    throw new ReplayDivergence(
      `The execution did not repeat: decision ${this.#next} had ` +
        (choice === undefined
          ? "no counterpart the first time"
          : `more than ${choice} alternatives the first time and has ${alternatives} now`) +
        ". Something outside heddle's control differs from run to run: state kept between executions, real " +
        "time or input. Create all state inside the program.",
      { code: "not-repeatable" },
    );
  }
}

/** Follows the default schedule but for its deviations. */
export class FollowSchedule implements Strategy {
  readonly recipe: string = "schedule";
  readonly #deviations: readonly Deviation[];
  /** Who goes on where the schedule does not fit. */
  readonly #substitute: Strategy | undefined;
  /** Every operation that has been enabled, by its label: what a deviation that does not fit may stand for. */
  readonly #seen: Map<number, string> = new Map();
  #next = 0;
  #decision = 0;
  #steps = 0;
  #divergence: Divergence | undefined;

  /** @param substitute goes on where the schedule does not fit. Default: that is an error */
  constructor(deviations: readonly Deviation[], substitute?: Strategy) {
    this.#deviations = deviations;
    this.#substitute = substitute;
  }

  /** Where the latest execution did not fit. */
  get divergence(): Divergence | undefined {
    return this.#divergence;
  }

  begin(start: ExecutionStart): void {
    this.#next = 0;
    this.#decision = 0;
    this.#steps = 0;
    this.#divergence = undefined;
    this.#substitute?.begin(start);
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    for (const operation of enabled) this.#seen.set(labelOf(operation), nameOf(operation));
    if (this.#divergence === undefined) {
      const deviation = this.#deviationHere();
      if (deviation === undefined) return defaultOperation(enabled, running).slot;
      const chosen = canonicalOrder(enabled)[deviation.alternative];
      if (chosen !== undefined && labelOf(chosen) === deviation.label) return chosen.slot;
      this.#diverge(deviation, `what can happen is ${canonicalOrder(enabled).map(nameOf).join(", ")}`);
    }
    return this.#substitute?.choose(enabled, running) ?? 0;
  }

  draw(bound: number): number {
    if (this.#divergence === undefined) {
      const deviation = this.#deviationHere();
      if (deviation === undefined) return 0;
      if (deviation.alternative < bound) return deviation.alternative;
      this.#diverge(deviation, `the program draws a value below ${bound}`);
    }
    return this.#substitute?.draw(bound) ?? 0;
  }

  onStep(operation: EnabledOperation, enabled: readonly EnabledOperation[]): void {
    this.#steps += 1;
    this.#substitute?.onStep?.(operation, enabled);
  }

  /** Deviations that the execution ended before: the program has become shorter. */
  end(): void {
    const rest = this.#deviations[this.#next];
    if (rest !== undefined && this.#divergence === undefined) {
      this.#diverge(rest, `the execution ended after ${this.#decision} decisions`);
    }
  }

  /** From here on the substitute chooses: somebody has seen another difference. */
  giveUp(divergence: Divergence): void {
    this.#divergence ??= divergence;
  }

  #deviationHere(): Deviation | undefined {
    const deviation = this.#deviations[this.#next];
    const isHere = deviation?.decision === this.#decision;
    this.#decision += 1;
    if (!isHere) return undefined;
    this.#next += 1;
    return deviation;
  }

  #diverge({ alternative, decision, label }: Deviation, actual: string): void {
    const known = this.#seen.get(label);
    const unknown = label === 0 ? `the drawn value ${alternative}` : "an operation that the program has not come to";
    const expected = known ?? unknown;
    this.#divergence = { step: this.#steps + 1, expected, actual };
    if (this.#substitute !== undefined) return;
    throw new ReplayDivergence(
      `The schedule does not fit the program, which has changed since the token was printed: at step ${this.#steps + 1} ` +
        `(decision ${decision}) the recording takes ${expected}, but ${actual}. If you have fixed it, explore again to be ` +
        "sure. To go on from there by seed: --continue, HEDDLE_CONTINUE=1 or continue: true.",
      { code: "schedule-diverged", divergence: this.#divergence },
    );
  }
}

/** Who does what to which object: what the kernel's tasks print. */
function nameOf(operation: EnabledOperation): string {
  // oxlint-disable-next-line typescript/no-base-to-string -- a task has a text of its own
  return String(operation);
}
