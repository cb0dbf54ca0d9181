// Iterative PCT: probabilistic concurrency testing (see pct.ts) whose depth cycles from 2 to 6, execution by execution.
// The depth of a bug is not known before it is found; a cycle costs a constant factor compared with the best depth,
// while a wrong fixed depth costs a factor of the length.

import type { EnabledOperation } from "../../trace/index.ts";
import { LengthBased } from "../feedback/length-based.ts";
import { LengthEstimate } from "../feedback/length-estimate.ts";
import { Pct } from "./pct.ts";
import type { ExecutionStart, Strategy } from "../strategy.ts";

const MIN_DEPTH = 2;
const MAX_DEPTH = 6;

/** PCT (Burckhardt et al. 2010) with depths 2, 3, 4, 5, 6, 2, 3 …: for bugs of unknown depth. */
export class IterativePct extends LengthBased implements Strategy {
  readonly forgetsOperations: boolean = true;
  readonly #byDepth: readonly Pct[];
  #current: Pct;

  /** @param lengthEstimate shared by the members of a portfolio */
  constructor(lengthEstimate: LengthEstimate = new LengthEstimate()) {
    super(undefined, lengthEstimate);
    const depths = Array.from({ length: MAX_DEPTH - MIN_DEPTH + 1 }, (_, index) => MIN_DEPTH + index);
    this.#byDepth = depths.map((depth) => new Pct({ depth }, lengthEstimate));
    this.#current = new Pct({ depth: MIN_DEPTH }, lengthEstimate);
  }

  /** The recipe of PCT with the depth of the execution. */
  get recipe(): string {
    return this.#current.recipe;
  }

  begin(start: ExecutionStart): void {
    this.#current = this.#byDepth[start.index % this.#byDepth.length] ?? this.#current;
    this.#current.begin(start);
  }

  onEnabled(operation: EnabledOperation): void {
    this.#current.onEnabled(operation);
  }

  choose(): number {
    return this.#current.choose();
  }

  override draw(bound: number): number {
    return this.#current.draw(bound);
  }
}
