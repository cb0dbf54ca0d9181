// Depth-first search through all schedules, with bounds if asked for: on preemptions, switches away from a task that
// could go on (Musuvathi, Qadeer, "Iterative context bounding", PLDI 2007), and on delays, alternatives passed over in
// the order of the default schedule (Emmi, Qadeer, Rakamarić, "Delay-bounded scheduling", POPL 2011).

import { UncontrolledNondeterminism } from "../../errors.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { canonicalOrder, defaultOperation } from "../replay/default-schedule.ts";
import type { Exhaustive, Part, PartSearcher } from "./exhaustive.ts";
import type { Move } from "../replay/follow-order.ts";

/** What a search may be told. */
export interface DfsBounds {
  /** Preemptions in one execution. Default: any number. */
  readonly preemptions?: number;
  /** Delays in one execution. Default: any number. */
  readonly delays?: number;
}

/** All schedules within bounds. */
export function dfs(bounds: DfsBounds = {}): Exhaustive {
  return { kind: "parts", searchPart: (part) => new Dfs(bounds, part) };
}

/** One choice on the path, and how many alternatives it has. */
interface Digit {
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
  readonly #digits: Digit[] = [];
  #at = 0;
  #preemptions = 0;
  #delays = 0;
  #isFirst = true;
  #moves: { key: number; kind: string; value: number }[] = [];

  constructor(bounds: DfsBounds, prefix: Part) {
    this.#bounds = bounds;
    this.#prefix = prefix;
  }

  advance(): boolean {
    if (this.#isFirst) {
      this.#isFirst = false;
      return true;
    }
    while (this.#digits.length > this.#prefix.length) {
      const last = this.#digits.pop();
      if (last === undefined || last.choice + 1 >= last.alternatives) continue;
      this.#digits.push({ ...last, choice: last.choice + 1 });
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
    const move = this.#moves.at(-1);
    if (move !== undefined) move.value = value;
    return value;
  }

  onStep({ key, kind }: EnabledOperation): void {
    this.#moves.push({ key, kind, value: -1 });
  }

  end(): void {
    this.#digits.length = this.#at;
  }

  moves(): readonly Move[] {
    return this.#moves;
  }

  rest(): readonly Part[] {
    if (this.isDone) return [];
    const choices = this.#digits.map(({ choice }) => choice);
    return this.#digits.flatMap(({ alternatives, choice }, depth) => {
      if (depth < this.#prefix.length) return [];
      const left = Array.from({ length: alternatives - choice - 1 }, (_each, index) => choice + 1 + index);
      return left.toReversed().map((next) => [...choices.slice(0, depth), next]);
    });
  }

  /** How many alternatives the bounds leave. */
  #allowed(alternatives: number, isRunning: boolean): number {
    const { delays = Number.POSITIVE_INFINITY, preemptions = Number.POSITIVE_INFINITY } = this.#bounds;
    let allowed = Math.min(alternatives, 1 + delays - this.#delays);
    if (isRunning && this.#preemptions >= preemptions) allowed = 1;
    if (allowed < alternatives) this.isBounded = true;
    return allowed;
  }

  #take(alternatives: number): number {
    const known = this.#digits[this.#at];
    const digit = known ?? { choice: this.#prefix[this.#at] ?? 0, alternatives };
    if (digit.alternatives !== alternatives || digit.choice >= alternatives)
      throw notRepeatable(this.#at, alternatives);
    this.#digits[this.#at] = digit;
    this.#at += 1;
    return digit.choice;
  }
}

function notRepeatable(decision: number, alternatives: number): UncontrolledNondeterminism {
  return new UncontrolledNondeterminism(
    `The same choices led to another state: decision ${decision} has ${alternatives} alternatives now and had another ` +
      "number the first time. Something outside heddle's control differs from run to run: state kept between " +
      "executions, real time or input. Create all state inside the program.",
    { code: "not-repeatable" },
  );
}
