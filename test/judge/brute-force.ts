// Every schedule of a small program, depth first. Shares no code with the strategies of heddle: all it knows is that
// the same choices lead to the same enabled operations.

import type { Strategy } from "../../src/strategy/index.ts";

/** A choice that was made, and the number of its alternatives. */
interface Choice {
  taken: number;
  readonly of: number;
}

/** Enumerates the schedules of a program. */
export class BruteForce implements Strategy {
  readonly recipe = "brute force";
  readonly #path: Choice[] = [];
  #depth = 0;

  /** Also of an execution that begins again, since attribution was found to be needed: it goes the same way. */
  begin(): void {
    this.#depth = 0;
  }

  choose(enabled: readonly unknown[]): number {
    return this.#next(enabled.length);
  }

  draw(bound: number): number {
    return this.#next(bound);
  }

  /** Goes on to the next schedule; false when there is none. */
  advance(): boolean {
    for (let last = this.#path.at(-1); last !== undefined; last = this.#path.at(-1)) {
      if (last.taken + 1 < last.of) {
        last.taken += 1;
        return true;
      }
      this.#path.pop();
    }
    return false;
  }

  /** About how many schedules there are, when the last of `executions` has ended: by the part that is behind it. */
  estimate(executions: number): number {
    let behind = 0;
    let width = 1;
    for (const { of, taken } of this.#path) {
      width /= of;
      behind += taken * width;
    }
    return executions / (behind + width);
  }

  #next(of: number): number {
    let choice = this.#path[this.#depth];
    if (choice === undefined) {
      choice = { taken: 0, of };
      this.#path.push(choice);
    } else if (choice.of !== of) {
      throw new Error(`The same choices led to ${choice.of} alternatives in one run and to ${of} in the next.`);
    }
    this.#depth += 1;
    return choice.taken;
  }
}
