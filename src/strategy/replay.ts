// Strategies that follow a recording: the raw choices of an execution of this process, or a schedule's
// deviations from the default.

import type { Deviation } from "../choice/index.ts";
import { ReplayDivergence } from "../errors.ts";
import type { EnabledOperation } from "../trace/index.ts";
import { canonicalOrder, defaultOperation, labelOf } from "./default-schedule.ts";
import type { Strategy } from "./strategy.ts";

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
  #next = 0;
  #decision = 0;

  constructor(deviations: readonly Deviation[]) {
    this.#deviations = deviations;
  }

  begin(): void {
    this.#next = 0;
    this.#decision = 0;
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    const deviation = this.#deviationHere();
    if (deviation === undefined) return defaultOperation(enabled, running).slot;
    const chosen = canonicalOrder(enabled)[deviation.alternative];
    if (chosen === undefined) throw diverged(deviation, `only ${enabled.length} operations are enabled`, enabled);
    if (labelOf(chosen) !== deviation.label) throw diverged(deviation, "another operation is in its place", enabled);
    return chosen.slot;
  }

  draw(bound: number): number {
    const deviation = this.#deviationHere();
    if (deviation === undefined) return 0;
    if (deviation.alternative < bound) return deviation.alternative;
    throw diverged(deviation, `the program draws a value below ${bound}`, []);
  }

  /** Deviations that the execution ended before: the program has become shorter. */
  end(): void {
    const rest = this.#deviations[this.#next];
    if (rest !== undefined) throw diverged(rest, `the execution ended after ${this.#decision} decisions`, []);
  }

  #deviationHere(): Deviation | undefined {
    const deviation = this.#deviations[this.#next];
    const isHere = deviation?.decision === this.#decision;
    this.#decision += 1;
    if (!isHere) return undefined;
    this.#next += 1;
    return deviation;
  }
}

function diverged(
  { decision, alternative }: Deviation,
  actual: string,
  enabled: readonly EnabledOperation[],
): ReplayDivergence {
  const choices = canonicalOrder(enabled).map(String).join(", ");
  return new ReplayDivergence(
    `The schedule does not fit the program: at decision ${decision} the recording takes alternative ${alternative}, ` +
      `but ${actual}${choices === "" ? "" : ` (enabled: ${choices})`}. ` +
      "The program has changed since the token was printed; explore again for a new one.",
    { code: "schedule-diverged" },
  );
}
