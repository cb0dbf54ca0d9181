// Depth-first search through all schedules, with optional bounds: on preemptions, switches away from a task that is
// still enabled (Musuvathi, Qadeer, "Iterative context bounding", PLDI 2007), and on delays, alternatives skipped in
// the order of the default schedule (Emmi, Qadeer, Rakamarić, "Delay-bounded scheduling", POPL 2011).

import { hashText, mix } from "../../choice/index.ts";
import { UncontrolledNondeterminism } from "../../errors.ts";
import type { EnabledOperation } from "../../trace/index.ts";
import { canonicalOrder, defaultOperation } from "../replay/default-schedule.ts";
import type { Exhaustive, Part, PartSearcher, Rest } from "./exhaustive.ts";
import { NumberList } from "./number-list.ts";
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

/** Enumerates the executions that begin with a prefix. */
class Dfs implements PartSearcher {
  readonly recipe: string = "dfs";
  readonly blocked: number = 0;
  isBounded = false;
  isDone = false;
  readonly #bounds: DfsBounds;
  readonly #prefix: Part;
  // The decisions of the latest execution: the choice, the number of alternatives, the hash of the steps before.
  readonly #choices: NumberList = new NumberList();
  readonly #alternatives: NumberList = new NumberList();
  readonly #hashes: NumberList = new NumberList();
  #at = 0;
  #hash = 0;
  #preemptions = 0;
  #delays = 0;
  #isFirst = true;
  // The steps of the latest execution: the keys of the tasks, the numbers of the kinds, the values drawn in some.
  readonly #keys: NumberList = new NumberList();
  readonly #kinds: NumberList = new NumberList();
  readonly #values: Map<number, number[]> = new Map();
  readonly #kindNumbers: Map<string, number> = new Map();
  readonly #kindHashes: number[] = [];

  constructor(bounds: DfsBounds, prefix: Part) {
    this.#bounds = bounds;
    this.#prefix = prefix;
  }

  advance(): boolean {
    if (this.#isFirst) {
      this.#isFirst = false;
      return true;
    }
    while (this.#choices.length > this.#prefix.choices.length) {
      const last = this.#choices.length - 1;
      const next = this.#choices.at(last) + 1;
      if (next < this.#alternatives.at(last)) {
        this.#choices.set(last, next);
        return true;
      }
      this.#cut(last);
    }
    this.isDone = true;
    return false;
  }

  begin(): void {
    this.#at = 0;
    this.#hash = 0;
    this.#preemptions = 0;
    this.#delays = 0;
    this.#keys.length = 0;
    this.#kinds.length = 0;
    this.#values.clear();
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
    const step = this.#keys.length - 1;
    const values = this.#values.get(step);
    if (values === undefined) this.#values.set(step, [value]);
    else values.push(value);
    return value;
  }

  onStep({ key, kind, object }: EnabledOperation): void {
    let number = this.#kindNumbers.get(kind);
    if (number === undefined) {
      number = this.#kindHashes.push(hashText(kind)) - 1;
      this.#kindNumbers.set(kind, number);
    }
    this.#keys.push(key);
    this.#kinds.push(number);
    this.#hash = mix(mix(this.#hash, key), (this.#kindHashes[number] ?? 0) + (object?.key ?? 0));
  }

  end(): void {
    this.#cut(this.#at);
  }

  moves(): readonly Move[] {
    const kinds = [...this.#kindNumbers.keys()];
    return Array.from({ length: this.#keys.length }, (_each, step) => {
      return {
        key: this.#keys.at(step),
        kind: kinds[this.#kinds.at(step)] ?? "",
        values: this.#values.get(step) ?? [],
      };
    });
  }

  rest(): Rest | undefined {
    if (this.isDone) return undefined;
    const [choices, alternatives, hashes] = [this.#choices, this.#alternatives, this.#hashes];
    const from = this.#prefix.choices.length;
    return { choices: choices.slice(), alternatives: alternatives.slice(), hashes: hashes.slice(), from };
  }

  #cut(length: number): void {
    this.#choices.length = length;
    this.#alternatives.length = length;
    this.#hashes.length = length;
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
    const at = this.#at;
    this.#at += 1;
    if (at < this.#choices.length) {
      if (this.#alternatives.at(at) !== alternatives) throw nondeterminismError(at, alternatives);
      if (this.#hashes.at(at) !== this.#hash) throw differentSteps(at);
      return this.#choices.at(at);
    }
    const { choices, hash } = this.#prefix;
    const choice = choices[at] ?? 0;
    if (choice >= alternatives) throw nondeterminismError(at, alternatives);
    if (at === choices.length - 1 && hash !== undefined && hash !== this.#hash) throw differentSteps(at);
    this.#choices.push(choice);
    this.#alternatives.push(alternatives);
    this.#hashes.push(this.#hash);
    return choice;
  }
}

function differentSteps(decision: number): UncontrolledNondeterminism {
  return new UncontrolledNondeterminism(
    `The same choices led to a different state: the program took other steps before decision ${decision} than the first ` +
      "time. Something outside heddle's control differs from run to run: state kept between executions, real time or " +
      "input. Create all state inside the program.",
    { code: "not-repeatable" },
  );
}

function nondeterminismError(decision: number, alternatives: number): UncontrolledNondeterminism {
  return new UncontrolledNondeterminism(
    `The same choices led to a different state: decision ${decision} now has ${alternatives} alternatives, and had a ` +
      "different number the first time. Something outside heddle's control differs from run to run: state kept between " +
      "executions, real time or input. Create all state inside the program.",
    { code: "not-repeatable" },
  );
}
