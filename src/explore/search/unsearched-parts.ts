// The parts of an exhaustive search that have not been searched yet.

import type { Part, Rest } from "../../strategy/index.ts";

/** The part without any choice: all executions. */
const WHOLE: Part = { choices: [], hash: undefined };

/** The parts that branch off from one execution; each is made when it is taken, since it repeats the choices before. */
interface Branches {
  readonly rest: Rest;
  /** The deepest decision with an alternative left, and that alternative. */
  decision: number;
  alternative: number;
}

/** A stack of parts. Its content depends only on the results that were merged, and their order. */
export class UnsearchedParts {
  readonly #stack: Branches[] = [];
  #isWhole = true;
  /** The number of parts on the stack. */
  #size = 1;
  #searched = 0;
  #executions = 0;

  /** The next part, of those that were merged last the deepest; `undefined` if there is none. */
  take(): Part | undefined {
    if (this.#isWhole) {
      this.#isWhole = false;
      this.#size = 0;
      return WHOLE;
    }
    for (let top = this.#stack.at(-1); top !== undefined; top = this.#stack.at(-1)) {
      const part = nextOf(top);
      if (part !== undefined) {
        this.#size -= 1;
        return part;
      }
      this.#stack.pop();
    }
    return undefined;
  }

  /**
   * Merges the result of a part. Must be called in the order in which the parts were taken.
   * @param rest what was not searched of it
   * @param executions the number of executions that were run
   */
  merge(rest: Rest | undefined, executions: number): void {
    this.#searched += 1;
    this.#executions += executions;
    if (rest === undefined) return;
    const { alternatives, choices, from } = rest;
    for (let at = from; at < choices.length; at += 1) this.#size += (alternatives[at] ?? 0) - (choices[at] ?? 0) - 1;
    const decision = choices.length - 1;
    this.#stack.push({ rest, decision, alternative: (choices[decision] ?? 0) + 1 });
  }

  /**
   * The estimated number of executions of these parts, by the sizes of those searched so far (Knuth's estimator,
   * weighted).
   */
  get left(): number {
    return this.#size * Math.max(1, this.#executions / Math.max(1, this.#searched));
  }
}

/** Takes the next part of several. */
function nextOf(branches: Branches): Part | undefined {
  const { alternatives, choices, from, hashes } = branches.rest;
  for (; branches.decision >= from; branches.alternative = (choices[branches.decision] ?? 0) + 1) {
    const { alternative, decision } = branches;
    if (alternative < (alternatives[decision] ?? 0)) {
      branches.alternative += 1;
      const part = choices.slice(0, decision + 1);
      part[decision] = alternative;
      return { choices: part, hash: hashes[decision] };
    }
    branches.decision -= 1;
  }
  return undefined;
}
