// Depth-first search through all schedules, with optional bounds: on preemptions, switches away from a task that is
// still enabled (Musuvathi, Qadeer, "Iterative context bounding", PLDI 2007), and on delays, alternatives skipped in
// the order of the default schedule (Emmi, Qadeer, Rakamarić, "Delay-bounded scheduling", POPL 2011).

import { UncontrolledNondeterminism } from "../../errors.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { canonicalOrder, defaultOperation } from "../replay/default-schedule.ts";
import type { Exhaustive, Part, PartSearcher } from "./exhaustive.ts";
import type { Move } from "../replay/follow-order.ts";

/** Bounds of a search. */
export interface DfsBounds {
  /** Preemptions per execution. Default: unbounded. */
  readonly preemptions?: number;
  /** Delays per execution. Default: unbounded. */
  readonly delays?: number;
}

/** All schedules within bounds. */
export function dfs(bounds: DfsBounds = {}): Exhaustive {
  return { kind: "parts", searchPart: (part) => new Dfs(bounds, part) };
}

/** One choice on the path, with its number of alternatives. */
interface PathChoice {
  readonly choice: number;
  readonly alternatives: number;
}

/** Enumerates the executions that begin with a prefix. */
class Dfs implements PartSearcher {
  readonly recipe: string = "dfs";
  readonly blocked: number = 0;
  isBounded = false;
  isDone = false;
  readonly #bounds: DfsBounds;
  readonly #prefix: Part;
  readonly #path: PathChoice[] = [];
  #at = 0;
  #preemptions = 0;
  #delays = 0;
  #isFirst = true;
  #moves: { readonly key: number; readonly kind: string; readonly values: number[] }[] = [];

  constructor(bounds: DfsBounds, prefix: Part) {
    this.#bounds = bounds;
    this.#prefix = prefix;
  }

  advance(): boolean {
    if (this.#isFirst) {
      this.#isFirst = false;
      return true;
    }
    while (this.#path.length > this.#prefix.length) {
      const last = this.#path.pop();
      if (last === undefined || last.choice + 1 >= last.alternatives) continue;
      this.#path.push({ ...last, choice: last.choice + 1 });
      return true;
    }
    this.isDone = true;
    return false;
  }

  begin(): void {
    this.#at = 0;
    this.#preemptions = 0;
    this.#delays = 0;
    this.#moves = [];
  }

  choose(enabled: readonly EnabledOperation[], running: EnabledOperation | undefined): number {
    const first = defaultOperation(enabled, running);
    const choice = this.#take(this.#allowed(enabled.length, running !== undefined));
    if (choice === 0) return first.slot;
    const others = canonicalOrder(enabled).filter((operation) => operation !== first);
    this.#delays += choice;
    if (running !== undefined) this.#preemptions += 1;
    return others[choice - 1]?.slot ?? first.slot;
  }

  draw(bound: number): number {
    const value = this.#take(bound);
    this.#moves.at(-1)?.values.push(value);
    return value;
  }

  onStep({ key, kind }: EnabledOperation): void {
    this.#moves.push({ key, kind, values: [] });
  }

  end(): void {
    this.#path.length = this.#at;
  }

  moves(): readonly Move[] {
    return this.#moves;
  }

  rest(): readonly Part[] {
    if (this.isDone) return [];
    const choices = this.#path.map(({ choice }) => choice);
    return this.#path.flatMap(({ alternatives, choice }, depth) => {
      if (depth < this.#prefix.length) return [];
      const left = Array.from({ length: alternatives - choice - 1 }, (_each, index) => choice + 1 + index);
      return left.toReversed().map((next) => [...choices.slice(0, depth), next]);
    });
  }

  /** The number of alternatives within the bounds. */
  #allowed(alternatives: number, isRunning: boolean): number {
    const { delays = Number.POSITIVE_INFINITY, preemptions = Number.POSITIVE_INFINITY } = this.#bounds;
    let allowed = Math.min(alternatives, 1 + delays - this.#delays);
    if (isRunning && this.#preemptions >= preemptions) allowed = 1;
    if (allowed < alternatives) this.isBounded = true;
    return allowed;
  }

  #take(alternatives: number): number {
    const known = this.#path[this.#at];
    const step = known ?? { choice: this.#prefix[this.#at] ?? 0, alternatives };
    if (step.alternatives !== alternatives || step.choice >= alternatives)
      throw nondeterminismError(this.#at, alternatives);
    this.#path[this.#at] = step;
    this.#at += 1;
    return step.choice;
  }
}

function nondeterminismError(decision: number, alternatives: number): UncontrolledNondeterminism {
  return new UncontrolledNondeterminism(
    `The same choices led to a different state: decision ${decision} now has ${alternatives} alternatives, and had a ` +
      "different number the first time. Something outside heddle's control differs from run to run: state kept between " +
      "executions, real time or input. Create all state inside the program.",
    { code: "not-repeatable" },
  );
}
