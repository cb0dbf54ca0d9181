// Partial order sampling: Yuan, Yang, Gu, "Partial order aware concurrency sampling" (CAV 2018). Each pending operation
// has a random priority and the highest enabled one is performed; then new priorities are drawn for its task's next
// operation and for all pending ones that race with it. Operations that do not race keep their order and cost no
// probability, so classes are sampled far more evenly than by a random walk.
//
// Deviations from the paper: an operation that was disabled, at a mutex for example, gets a new priority when it is
// enabled again. Priorities have 32 bits; of two equal ones the first in the list wins. Faults are not ranked (see
// fault-rate.ts). A choice scans all enabled operations while they are few, which is fastest; beyond 48, the execution
// continues with a heap and an index by object, in O(c·log n) for c contenders.

import { generatorFrom } from "../../choice/index.ts";
import type { Generator } from "../../choice/index.ts";
import { Role } from "../../trace/index.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { contends, noTouch, remember } from "../conflicts/contention.ts";
import type { DeclaredAccess } from "../conflicts/contention.ts";
import { ContentionIndex } from "../conflicts/contention-index.ts";
import { FaultRate } from "../priorities/fault-rate.ts";
import { must } from "../../errors.ts";
import { IdArray } from "../priorities/id-array.ts";
import { PriorityQueue } from "../priorities/priority-queue.ts";
import type { ExecutionStart, Strategy } from "../strategy.ts";

/** With more enabled operations than this they are kept in a heap. */
const MAX_LIST_SIZE = 48;
/** The priority of an operation whose priority must be drawn. */
const UNDRAWN = -1;

/** Partial order sampling (Yuan, Yang and Gu 2018): random priorities, redrawn for operations that race with a step. */
export class Pos implements Strategy {
  readonly forgetsOperations: boolean = true;
  readonly recipe: string = "pos";
  readonly #faults: FaultRate = new FaultRate();
  readonly #index: ContentionIndex = new ContentionIndex();
  readonly #queue: PriorityQueue = new PriorityQueue();
  /** By operation id. Those of earlier executions stay and are never read: every operation is announced first. */
  readonly #priorities: IdArray = new IdArray(UNDRAWN);
  /** The access of the latest choice. Steps without a choice leave no other pending operation that could contend. */
  readonly #touch: DeclaredAccess = noTouch();
  #hasFaults = false;
  #isHeap = false;
  #generator: Generator = generatorFrom(0);

  begin(start: ExecutionStart): void {
    this.#generator = start.generator;
    this.#hasFaults = start.hasFaults;
    this.#faults.begin(start.generator);
    this.#touch.object = undefined;
    this.#touch.secondObject = undefined;
    if (this.#isHeap) {
      this.#isHeap = false;
      this.#queue.clear();
      this.#index.clear();
    }
  }

  onEnabled(operation: EnabledOperation): void {
    if (this.#isHeap) this.#rank(operation);
    else this.#priorities.set(operation.id, UNDRAWN);
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    if (this.#hasFaults) {
      const fault = enabled[this.#faults.drawFault(enabled)];
      if (fault !== undefined) {
        remember(this.#touch, fault);
        return fault.slot;
      }
    }
    if (!this.#isHeap && enabled.length > MAX_LIST_SIZE) this.#heapify(enabled);
    const chosen = this.#isHeap ? this.#topOfHeap(running) : this.#topOfList(enabled, running);
    remember(this.#touch, chosen);
    return chosen.slot;
  }

  draw(bound: number): number {
    return this.#generator.below(bound);
  }

  #topOfList(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): EnabledOperation {
    const priorities = this.#priorities.values;
    const touch = this.#touch;
    if (running !== undefined) priorities[running.id] = UNDRAWN;
    let best: EnabledOperation | undefined = undefined;
    let highest = UNDRAWN;
    for (const operation of enabled) {
      if (this.#hasFaults && operation.role === Role.fault) continue;
      let priority = priorities[operation.id] ?? UNDRAWN;
      if (priority < 0 || contends(touch, operation)) {
        priority = this.#generator.next();
        priorities[operation.id] = priority;
      }
      if (priority > highest) {
        highest = priority;
        best = operation;
      }
    }
    return must(best, "a choice is requested only while an operation is enabled");
  }

  #topOfHeap(running: EnabledOperation | undefined): EnabledOperation {
    if (running !== undefined) this.#rank(running);
    for (const operation of this.#index.near(this.#touch)) {
      if (operation.slot < 0 || operation === running || !contends(this.#touch, operation)) continue;
      this.#queue.assign(operation, this.#generator.next());
    }
    return this.#queue.top();
  }

  /** Draws the priority of an operation that became pending. */
  #rank(operation: EnabledOperation): void {
    if (operation.role === Role.fault) return;
    this.#queue.assign(operation, this.#generator.next());
    this.#index.list(operation);
  }

  #heapify(enabled: readonly EnabledOperation[]): void {
    this.#isHeap = true;
    for (const operation of enabled) {
      if (operation.role === Role.fault) continue;
      const known = this.#priorities.values[operation.id] ?? UNDRAWN;
      this.#queue.assign(operation, known < 0 ? this.#generator.next() : known);
      this.#index.list(operation);
    }
  }
}
