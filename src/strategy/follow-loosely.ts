// Follows a recorded schedule while it fits, and the default one from there on: what a program that has changed does
// with the choices of the one before.

import type { Deviation } from "../choice/index.ts";
import { ReplayDivergence } from "../errors.ts";
import type { EnabledOperation } from "../trace/index.ts";
import { defaultOperation } from "./default-schedule.ts";
import { FollowSchedule } from "./replay.ts";
import type { Strategy } from "./strategy.ts";

/** Follows deviations until one does not fit, and says so instead of throwing. */
export class FollowLoosely implements Strategy {
  readonly recipe: string = "schedule";
  readonly #inner: FollowSchedule;
  #divergence: ReplayDivergence | undefined;

  constructor(deviations: readonly Deviation[]) {
    this.#inner = new FollowSchedule(deviations);
  }

  /** Why the latest execution left the schedule; `undefined` if it did not. */
  get divergence(): ReplayDivergence | undefined {
    return this.#divergence;
  }

  begin(): void {
    this.#divergence = undefined;
    this.#inner.begin();
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    return this.#whileItFits(
      () => this.#inner.choose(enabled, running),
      () => defaultOperation(enabled, running).slot,
    );
  }

  draw(bound: number): number {
    return this.#whileItFits(
      () => this.#inner.draw(bound),
      () => 0,
    );
  }

  end(): void {
    this.#whileItFits(
      () => {
        this.#inner.end();
      },
      () => undefined,
    );
  }

  #whileItFits<T>(recorded: () => T, byDefault: () => T): T {
    if (this.#divergence !== undefined) return byDefault();
    try {
      return recorded();
    } catch (error) {
      if (!(error instanceof ReplayDivergence)) throw error;
      this.#divergence = error;
      return byDefault();
    }
  }
}
