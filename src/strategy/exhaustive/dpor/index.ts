// Optimal dynamic partial order reduction, as a way to search exhaustively.

import type { Exhaustive, Part, Searcher, SearchSpace } from "../exhaustive.ts";
import { Dpor } from "./dpor.ts";

/** One execution for each class. */
export const dpor: Exhaustive = { open: () => new Whole() };

/** The whole tree as one part, which is gone on with until it is done. */
class Whole implements SearchSpace {
  readonly #dpor: Dpor = new Dpor();
  #executions = 0;
  #isOut = false;

  take(): Part | undefined {
    if (this.#isOut || this.#dpor.isDone) return undefined;
    this.#isOut = true;
    return { kind: "part" };
  }

  search(): Searcher {
    return this.#dpor;
  }

  merge(_part: Part, _rest: unknown, executions: number): void {
    this.#isOut = false;
    this.#executions += executions;
  }

  get left(): number {
    return this.#dpor.isDone ? 0 : Math.max(1, this.#dpor.estimate - this.#executions);
  }
}
