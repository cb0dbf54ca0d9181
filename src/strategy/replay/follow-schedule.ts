// Strategies that follow a recording: the raw choices of an execution in this process, or a schedule's deviations from
// the default.

import type { Deviation } from "../../choice/index.ts";
import { ReplayDivergence } from "../../errors.ts";
import type { Divergence } from "../../errors.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { canonicalOrder, defaultOperation, labelOf } from "./default-schedule.ts";
import type { ExecutionStart, Strategy } from "../strategy.ts";

/** Takes the choices that the kernel logged, in order. */
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
      `The execution did not repeat: decision ${this.#next} ` +
        (choice === undefined
          ? "was not reached the first time"
          : `had more than ${choice} alternatives the first time and now has ${alternatives}`) +
        ". Something outside heddle's control differs from run to run: state kept between executions, real " +
        "time or input. Create all state inside the program.",
      { code: "not-repeatable" },
    );
  }
}

/** Follows the default schedule except for the given deviations. */
export class FollowSchedule implements Strategy {
  readonly recipe: string = "schedule";
  readonly #deviations: readonly Deviation[];
  /** The strategy that continues where the schedule does not fit. */
  readonly #substitute: Strategy | undefined;
  /** Every operation that has been enabled, by its label, to describe deviations that do not fit. */
  readonly #seen: Map<number, string> = new Map();
  #next = 0;
  #decision = 0;
  #steps = 0;
  #divergence: Divergence | undefined;

  /** @param substitute continues where the schedule does not fit. Default: a schedule that does not fit is an error */
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
      this.#diverge(deviation, `the enabled operations are ${canonicalOrder(enabled).map(nameOf).join(", ")}`);
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

  /** Reports a deviation that was not reached: the program has become shorter. */
  end(): void {
    const rest = this.#deviations[this.#next];
    if (rest !== undefined && this.#divergence === undefined) {
      this.#diverge(rest, `the execution ended after ${this.#decision} decisions`);
    }
  }

  /** Lets the substitute choose from here on, since the caller has found another divergence. */
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
    const unknown = label === 0 ? `the drawn value ${alternative}` : "an operation that the program has not reached";
    const expected = known ?? unknown;
    this.#divergence = { step: this.#steps + 1, expected, actual };
    if (this.#substitute !== undefined) return;
    throw new ReplayDivergence(
      `The schedule does not fit the program, which has changed since the token was printed: at step ${this.#steps + 1} ` +
        `(decision ${decision}) the recording takes ${expected}, but ${actual}. If you have fixed it, explore again to be ` +
        "sure. To continue from there by seed: --continue, HEDDLE_CONTINUE=1 or continue: true.",
      { code: "schedule-diverged", divergence: this.#divergence },
    );
  }
}

/** An operation's task, kind and object, as the kernel's tasks print them. */
function nameOf(operation: EnabledOperation): string {
  // oxlint-disable-next-line typescript/no-base-to-string -- a task has a text of its own
  return String(operation);
}
