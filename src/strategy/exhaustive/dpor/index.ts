// Optimal dynamic partial order reduction, as an exhaustive search.

import type { Exhaustive, Part, Searcher, SearchSpace } from "../exhaustive.ts";
import { Dpor } from "./dpor.ts";

/** One execution per class. */
export const dpor: Exhaustive = { open: () => new WholeTree() };

/** The whole tree as a single part, searched until it is done. */
class WholeTree implements SearchSpace {
  readonly #dpor: Dpor = new Dpor();
  #executions = 0;
  #isTaken = false;

  take(): Part | undefined {
    if (this.#isTaken || this.#dpor.isDone) return undefined;
    this.#isTaken = true;
    return { kind: "part" };
  }

  search(): Searcher {
    return this.#dpor;
  }

  merge(_part: Part, _rest: unknown, executions: number): void {
    this.#isTaken = false;
    this.#executions += executions;
  }

  get left(): number {
    return this.#dpor.isDone ? 0 : Math.max(1, this.#dpor.estimate - this.#executions);
  }
}
