// PCT with chain partitioning: Ozkan, Majumdar, Niksic, Befrouei, Weissenbacher, "Randomized testing of distributed
// systems with probabilistic guarantees" (OOPSLA 2018). Priorities belong not to tasks but to chains of events, each of
// which comes after the previous one: a request that travels through five actors is one chain. d−1 random events are
// demoted. A bug of depth d is found with probability at least 1/(w²·n^(d−1)), for n events of width w.
//
// Deviations from the paper: the chains are a greedy partition that considers only two predecessors of an operation,
// the last event of its own task and the step that enabled it; it may open more chains than the paper's, which searches
// all of them. Where both the running task and others could continue a chain, the running task does. The paper knows n;
// here it is estimated as the length is for PCT. Faults are not ranked (see fault-rate.ts).

import { Role } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { drawChangePoints } from "../priorities/change-points.ts";
import type { ChangePoint } from "../priorities/change-points.ts";
import { FaultRate } from "../priorities/fault-rate.ts";
import { LengthBased } from "../feedback/length-based.ts";
import type { LengthEstimate } from "../feedback/length-estimate.ts";
import type { PctOptions } from "./pct.ts";
import { PriorityQueue } from "../priorities/priority-queue.ts";
import type { ExecutionStart, Strategy } from "../strategy.ts";

/** The default depth. */
const DEFAULT_DEPTH = 3;

interface Chain {
  priority: number;
  /** The task of its last event, by operation id. */
  tail: number;
}

/**
 * PCT with chain partitioning (Ozkan et al. 2018): priorities of chains of events with d−1 change points. A choice costs
 * O(log n) for each operation that became enabled.
 */
export class Pctcp extends LengthBased implements Strategy {
  readonly forgetsOperations: boolean = true;
  readonly #depth: number;
  readonly #faults: FaultRate = new FaultRate();
  readonly #priorities: PriorityQueue = new PriorityQueue();
  /** By operation id: the chain of the task's latest event. */
  #chains: (Chain | undefined)[] = [];
  /** The operations that became enabled since the last choice. */
  readonly #fresh: EnabledOperation[] = [];
  #changePoints: ChangePoint[] = [];
  /** The task that stepped last. */
  #stepped = -1;
  #decision = 0;
  #hasFaults = false;

  /** @param lengthEstimate shared by the members of a portfolio */
  constructor({ depth = DEFAULT_DEPTH, length }: PctOptions = {}, lengthEstimate?: LengthEstimate) {
    super(length, lengthEstimate);
    this.#depth = depth;
  }

  get recipe(): string {
    return `pctcp-${this.#depth}-${this.length}`;
  }

  begin(start: ExecutionStart): void {
    this.beginWith(start.generator);
    this.#hasFaults = start.hasFaults;
    this.#faults.begin(start.generator);
    this.#decision = 0;
    this.#stepped = -1;
    this.#chains = [];
    while (this.#fresh.length > 0) this.#fresh.pop();
    this.#priorities.clear();
    this.#changePoints = drawChangePoints(start.generator, this.#depth - 1, this.length);
  }

  onEnabled(operation: EnabledOperation): void {
    if (operation.role !== Role.fault) this.#fresh.push(operation);
  }

  onStep({ id, role }: EnabledOperation): void {
    // Without a choice before it, the step is one of the operations that became enabled last.
    if (this.#fresh.length > 0) this.#assignFresh(false);
    // A receive that is performed with the delivery was never announced.
    if (role !== Role.fault && this.#chains[id]?.tail !== id) this.#append(id, true);
    this.#stepped = id;
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    this.#assignFresh(running !== undefined);
    if (this.#hasFaults) {
      const fault = this.#faults.drawFault(enabled);
      if (fault >= 0) return fault;
    }
    let next = this.#changePoints.at(-1);
    while (next?.decision === this.#decision) {
      const demoted = this.#chains[this.#priorities.top().id];
      if (demoted !== undefined) demoted.priority = next.priority;
      this.#priorities.demoteTop(next.priority);
      this.#changePoints.pop();
      next = this.#changePoints.at(-1);
    }
    this.#decision += 1;
    return this.#priorities.top().slot;
  }

  /** Assigns the operations that became enabled since the last choice to chains. */
  #assignFresh(hasRunningContinued: boolean): void {
    let mayFollow = !hasRunningContinued && !this.#fresh.some(({ id }) => id === this.#stepped);
    for (const operation of this.#fresh) {
      const { id } = operation;
      if (this.#chains[id]?.tail !== id) {
        this.#append(id, mayFollow);
        mayFollow = false;
      }
      this.#priorities.assign(operation, this.#chains[id]?.priority ?? 0);
    }
    while (this.#fresh.length > 0) this.#fresh.pop();
  }

  /** Appends an event of this task to the chain of the previous step, if it may follow it, or else to a new one. */
  #append(id: number, mayFollow: boolean): void {
    const chain = this.#chains[this.#stepped];
    if (mayFollow && chain?.tail === this.#stepped) {
      chain.tail = id;
      this.#chains[id] = chain;
    } else this.#chains[id] = { priority: 1 + this.generator.fraction(), tail: id };
  }
}
