// Probabilistic concurrency testing: Burckhardt, Kothari, Musuvathi, Nagarakatte, "A randomized scheduler with
// probabilistic guarantees of finding bugs" (ASPLOS 2010). Every task has a random priority, the highest enabled one
// runs, and at d−1 random points the running task falls below all others; a bug of depth d is found with probability at
// least 1/(n·k^(d−1)) per execution, for n tasks and k decisions.
//
// Deviations from the paper: k is not known, so the first execution has no change points and later ones use the longest
// length seen in earlier rounds (Shuttle: in earlier executions); only decisions with two alternatives count; d−1 is
// clamped to k/4, because with d−1 near k every step becomes a change point and PCT a fixed rotation. A fault is a task
// like any other: it is injected in the middle of an execution when a change point demotes its victim.

import type { EnabledOperation } from "../../trace/index.ts";
import { drawChangePoints } from "../priorities/change-points.ts";
import type { ChangePoint } from "../priorities/change-points.ts";
import { LengthBased } from "../feedback/length-based.ts";
import type { LengthEstimate } from "../feedback/length-estimate.ts";
import { PriorityQueue } from "../priorities/priority-queue.ts";
import type { ExecutionStart, Strategy } from "../strategy.ts";

/** The default depth: two change points, enough for most published bugs. */
const DEFAULT_DEPTH = 3;

/** Options of PCT. */
export interface PctOptions {
  /** The depth d of the bugs it looks for; a positive integer. Default 3. */
  readonly depth?: number;
  /** The length k to draw change points over. Default: the longest of earlier rounds; set on replay. */
  readonly length?: number;
}

/**
 * Probabilistic concurrency testing, PCT (Burckhardt, Kothari, Musuvathi and Nagarakatte 2010): priorities with d−1 change
 * points. A choice costs O(1) while the top stays enabled, else O(log n).
 */
export class Pct extends LengthBased implements Strategy {
  readonly forgetsOperations: boolean = true;
  readonly #depth: number;
  readonly #priorities: PriorityQueue = new PriorityQueue();
  #decision = 0;
  /** The latest first, so that the next one is popped. */
  #changePoints: ChangePoint[] = [];

  /** @param lengthEstimate shared by the members of a portfolio */
  constructor({ depth = DEFAULT_DEPTH, length }: PctOptions = {}, lengthEstimate?: LengthEstimate) {
    super(length, lengthEstimate);
    this.#depth = depth;
  }

  get recipe(): string {
    return `pct-${this.#depth}-${this.length}`;
  }

  begin({ generator }: ExecutionStart): void {
    this.beginWith(generator);
    this.#decision = 0;
    this.#priorities.clear();
    this.#changePoints = drawChangePoints(generator, this.#depth - 1, this.length);
  }

  onEnabled(operation: EnabledOperation): void {
    if (!this.#priorities.readmit(operation)) this.#priorities.assign(operation, 1 + this.generator.fraction());
  }

  choose(): number {
    let next = this.#changePoints.at(-1);
    while (next?.decision === this.#decision) {
      this.#priorities.demoteTop(next.priority);
      this.#changePoints.pop();
      next = this.#changePoints.at(-1);
    }
    this.#decision += 1;
    return this.#priorities.top().slot;
  }
}
